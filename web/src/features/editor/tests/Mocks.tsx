// What blocks answer instead of being performed.
import { X } from "lucide-react";
import type { FlowTestMock, Json } from "@/api/types";
import { nodeOf, nodePorts } from "@/graph";
import { IconButton } from "@/ui/button";
import { Select, TextField } from "@/ui/text-field";
import { useEditorState } from "../store";
import { EMPTY_MOCK, reachesOutside } from "./from-run";
import { JsonField } from "./JsonField";

type Mocked = Readonly<Record<string, FlowTestMock>>;
type Props = {
  mocks: Mocked;
  /** Blocks that were left out when the test was played last. */
  withheld: readonly string[];
  onChange(mocks: Record<string, FlowTestMock>): void;
};

export function Mocks({ mocks, withheld, onChange }: Props) {
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const free = document.nodes.filter(
    (node) => kinds.of(node)?.role === "action" && mocks[node.id] === undefined,
  );
  const [outside, others] = [true, false].map((is) =>
    free.filter((node) => reachesOutside(kinds.of(node)) === is),
  );
  const asOption = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
  const leftOut = withheld.map((id) => `“${nodeOf(document, id)?.name ?? id}”`);
  return (
    <section className="grid gap-4">
      <div>
        <h3 className="font-semibold">What blocks answer</h3>
        <p className="text-sm text-ink-soft">
          Blocks that reach outside are not performed. Without an answer here they give what came
          in.
          {leftOut.length > 0 && ` So did ${leftOut.join(", ")}.`}
        </p>
      </div>
      {Object.entries(mocks).map(([node, mock]) => (
        <Mock
          key={node}
          node={node}
          mock={mock}
          onChange={(next) => onChange({ ...mocks, [node]: next })}
          onRemove={() => {
            const { [node]: _, ...rest } = mocks;
            onChange(rest);
          }}
        />
      ))}
      {free.length > 0 && (
        <Select
          label="Give a block an answer"
          value=""
          options={[
            { value: "", label: "Choose a block …" },
            ...(outside ?? []).map(asOption),
            ...(others ?? []).map(asOption),
          ]}
          onChange={({ target }) =>
            target.value && onChange({ ...mocks, [target.value]: EMPTY_MOCK })
          }
        />
      )}
    </section>
  );
}

type MockProps = {
  node: string;
  mock: FlowTestMock;
  onChange(mock: FlowTestMock): void;
  onRemove(): void;
};

const FAILS = "fails";

function Mock({ node: id, mock, onChange, onRemove }: MockProps) {
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const node = nodeOf(document, id);
  const ports = node ? nodePorts(kinds.of(node), node.parameters).outputs : [];
  const name = node?.name ?? "A block that is gone";
  const first = ports[0]?.name ?? "main";
  const items: Json[] = mock.answer === "items" ? mock.items : [{}];
  const options = [
    ...ports.map((port) => ({
      value: port.name,
      label: ports.length > 1 ? `gives items at “${port.label || port.name}”` : "gives items",
    })),
    ...(ports.length === 0 ? [{ value: first, label: "gives items" }] : []),
    { value: FAILS, label: "fails" },
  ];
  const choose = (value: string) =>
    value === FAILS
      ? onChange({ answer: "failure", message: "The service is not available." })
      : onChange({ answer: "items", ...(value === first ? {} : { port: value }), items });
  return (
    <div className="grid gap-3 rounded-control border border-line p-4">
      <div className="flex items-end gap-3">
        <Select
          className="min-w-0 flex-1"
          label={name}
          value={mock.answer === "failure" ? FAILS : (mock.port ?? first)}
          options={options}
          onChange={(event) => choose(event.target.value)}
        />
        <IconButton
          label={`Let “${name}” answer nothing`}
          icon={<X size={16} aria-hidden="true" />}
          onClick={onRemove}
        />
      </div>
      {mock.answer === "failure" ? (
        <TextField
          label="With this sentence"
          value={mock.message}
          onChange={(event) => onChange({ ...mock, message: event.target.value })}
        />
      ) : (
        <JsonField
          label="Items"
          value={mock.items}
          isFit={Array.isArray}
          onChange={(next) => onChange({ ...mock, items: next as Json[] })}
        />
      )}
    </div>
  );
}
