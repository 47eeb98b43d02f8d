// What is expected of blocks.
import { Plus, X } from "lucide-react";
import type { FlowTestExpectation, FlowTestResult, Json } from "@/api/types";
import { nodeOf, nodePorts } from "@/graph";
import { Button, IconButton } from "@/ui/button";
import { Select, TextField } from "@/ui/text-field";
import { useEditorState } from "../store";
import { JsonField } from "./JsonField";

type That = FlowTestExpectation["that"];

const THAT: readonly { value: That; label: string }[] = [
  { value: "runs", label: "runs" },
  { value: "does_not_run", label: "does not run" },
  { value: "takes", label: "goes on at" },
  { value: "counts", label: "gives so many items" },
  { value: "equals", label: "gives exactly" },
  { value: "contains", label: "gives something that holds" },
];

type Props = {
  expectations: readonly FlowTestExpectation[];
  /** What blocks gave when the test was played last. */
  given: FlowTestResult["given"];
  onChange(expectations: FlowTestExpectation[]): void;
};

export function Expectations({ expectations, given, onChange }: Props) {
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const last = document.nodes.findLast((node) => kinds.of(node)?.role === "action");
  return (
    <section className="grid gap-4">
      <h3 className="font-semibold">What is expected</h3>
      {expectations.length === 0 && (
        <p className="text-sm text-ink-soft">Nothing of single blocks, only how the run ends.</p>
      )}
      {expectations.map((expected, index) => (
        <Expectation
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no names, and are not moved
          key={index}
          number={index + 1}
          expected={expected}
          given={given[expected.node]}
          onChange={(next) => onChange(expectations.with(index, next))}
          onRemove={() => onChange(expectations.toSpliced(index, 1))}
        />
      ))}
      {last && (
        <Button
          size="small"
          className="justify-self-start"
          icon={<Plus size={15} aria-hidden="true" />}
          onClick={() => onChange([...expectations, { node: last.id, that: "runs" }])}
        >
          Expect something
        </Button>
      )}
    </section>
  );
}

type ExpectationProps = {
  number: number;
  expected: FlowTestExpectation;
  given: FlowTestResult["given"][string] | undefined;
  onChange(expected: FlowTestExpectation): void;
  onRemove(): void;
};

function Expectation({ number, expected, given, onChange, onRemove }: ExpectationProps) {
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const node = nodeOf(document, expected.node);
  const actions = document.nodes.filter((other) => kinds.of(other)?.role === "action");
  const { that } = expected;
  const change = (changes: Partial<FlowTestExpectation>) => onChange({ ...expected, ...changes });
  const hasPort = that !== "runs" && that !== "does_not_run";
  const hasValue = that === "equals" || that === "contains";
  return (
    <fieldset className="grid gap-3 rounded-control border border-line p-4">
      <legend className="sr-only">Expectation {number}</legend>
      <div className="flex flex-wrap items-end gap-3">
        <Select
          className="min-w-36 flex-1"
          label="Block"
          value={expected.node}
          options={[
            ...(node ? [] : [{ value: expected.node, label: "A block that is gone" }]),
            ...actions.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => change({ node: event.target.value })}
        />
        <Select
          className="min-w-36 flex-1"
          label="It"
          value={that}
          options={THAT}
          onChange={(event) => change(begunWith(event.target.value as That, given))}
        />
        {hasPort && <PortSelect expected={expected} onChange={change} />}
        <IconButton
          label={`Remove expectation ${number}`}
          icon={<X size={16} aria-hidden="true" />}
          onClick={onRemove}
        />
      </div>
      {that === "counts" && (
        <TextField
          label="How many"
          type="number"
          min={0}
          value={typeof expected.value === "number" ? expected.value : 0}
          onChange={(event) => change({ value: Number(event.target.value) })}
        />
      )}
      {hasValue && <ValueFields key={that} expected={expected} onChange={change} />}
    </fieldset>
  );
}

type PartProps = {
  expected: FlowTestExpectation;
  onChange(changes: Partial<FlowTestExpectation>): void;
};

function PortSelect({ expected, onChange }: PartProps) {
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const node = nodeOf(document, expected.node);
  const ports = node ? nodePorts(kinds.of(node), node.parameters) : undefined;
  const all = [...(ports?.outputs ?? []), ...(ports?.error ? [ports.error] : [])];
  const first = all[0]?.name ?? "main";
  return (
    <Select
      className="min-w-28"
      label="Port"
      value={expected.port ?? first}
      options={all.map(({ name, label }) => ({ value: name, label: label || name }))}
      onChange={(event) => onChange({ port: event.target.value })}
    />
  );
}

function ValueFields({ expected, onChange }: PartProps) {
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Item"
          type="number"
          min={1}
          value={(expected.item ?? 0) + 1}
          onChange={(event) => onChange({ item: Math.max(0, Number(event.target.value) - 1) })}
        />
        <TextField
          label="Field"
          hint="Empty for the whole item."
          placeholder="customer.name"
          spellCheck={false}
          value={expected.path ?? ""}
          onChange={(event) => onChange({ path: event.target.value })}
        />
      </div>
      <JsonField
        label="Value"
        hint='JSON, such as 5, "text" or {"name": "Ada"}.'
        value={expected.value}
        onChange={(value) => onChange({ value })}
      />
    </>
  );
}

/** Begins with what came last, to be changed rather than written. */
function begunWith(that: That, given: ExpectationProps["given"]): Partial<FlowTestExpectation> {
  const items: Json[] = (given ?? []).flatMap((ports) => Object.values(ports)[0] ?? []);
  if (that === "counts") return { that, value: items.length };
  if (that === "equals" || that === "contains") return { that, value: items[0] ?? {} };
  return { that };
}
