// Problems, each with the way to what it is about.
import { clsx } from "clsx";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { nodeOf, type Problem } from "@/graph";
import { useBench } from "./bench";
import { useEditorState } from "./store";

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
    <button
      type="button"
      disabled={!node}
      onClick={go}
      className="flex w-full items-start gap-3 px-4 py-2 text-left text-sm enabled:hover:bg-hover"
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
