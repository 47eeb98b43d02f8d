// Problems, each with the way to what it is about.
import { clsx } from "clsx";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { edgeTable, nodeOf, type Problem } from "@/graph";
import { Button } from "@/ui/button";
import { useBench } from "./bench";
import { makeLoop } from "./canvas-actions";
import { useEditorState } from "./store";
import { withStructure } from "./with-structure";

type Props = { problems: readonly Problem[]; onGo?(): void };

export function ProblemList({ problems, onGo }: Props) {
  return (
    <ul className="divide-y divide-line">
      {problems.map((problem) => (
        <li
          key={`${problem.code}/${problem.node}/${problem.edge}/${problem.parameter}/${problem.message}`}
        >
          <Row problem={problem} onGo={onGo} />
        </li>
      ))}
    </ul>
  );
}

function Row({ problem, onGo }: { problem: Problem; onGo: (() => void) | undefined }) {
  const { editor, view } = useBench();
  const node = useEditorState(({ document }) =>
    problem.node ? nodeOf(document, problem.node) : undefined,
  );
  const isError = problem.severity === "error";
  const Icon = isError ? CircleAlert : TriangleAlert;
  const go = () => {
    onGo?.();
    if (!node) return;
    editor.open(node.id);
    view()?.show(node.id);
  };
  return (
    <div className="flex items-start hover:bg-hover">
      <button
        type="button"
        disabled={!node}
        onClick={go}
        className="flex min-w-0 flex-1 items-start gap-3 px-4 py-2 text-start text-sm -outline-offset-2"
      >
        <Icon
          size={16}
          aria-label={isError ? "Error" : "Warning"}
          className={clsx("mt-0.5 shrink-0", isError ? "text-bad" : "text-warn")}
        />
        <span className="min-w-0 flex-1">
          {node && <span className="font-medium">{node.name}: </span>}
          <PlainCode text={problem.message} />{" "}
          <span className="text-ink-soft">
            <PlainCode text={problem.hint} />
          </span>
        </span>
      </button>
      <Mend problem={problem} />
    </div>
  );
}

/** What the editor can mend itself: arrows that lead back, and those across a border. */
function Mend({ problem }: { problem: Problem }) {
  const { editor } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const edge = useEditorState(({ document }) =>
    problem.edge ? edgeTable(document).byId.get(problem.edge) : undefined,
  );
  if (!edge || !mayEdit) return null;
  const mends: Readonly<Record<string, { label: string; perform(): void }>> = {
    cycle: {
      label: "Make this a loop",
      perform: () => makeLoop(editor, edge.from.node, edge.to.node, edge.id),
    },
    edge_across_border: {
      label: "Lead it to the box",
      perform: () => withStructure((structure) => structure.leadToBox(editor, edge.id)),
    },
  };
  const mend = mends[problem.code];
  if (!mend) return null;
  return (
    <Button size="small" className="m-1.5 shrink-0" onClick={mend.perform}>
      {mend.label}
    </Button>
  );
}

/** Names in backticks stand out as names. */
function PlainCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text
      <span key={index} className="font-medium">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
