// The nodes as a list in the order of the flow: how a phone edits.
import { ChevronRight, CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { KindIcon } from "@/canvas";
import { describeArrows, type FlowNode, readingOrder } from "@/graph";
import { useBench } from "./bench";
import { useEditorState } from "./store";

export function Outline() {
  const document = useEditorState((state) => state.document);
  const nodes = useMemo(() => readingOrder(document), [document]);
  if (nodes.length === 0) return null;
  return (
    <section
      aria-label="Nodes in order"
      className="h-2/5 shrink-0 overflow-y-auto border-t border-line bg-surface"
    >
      <ol className="divide-y divide-line">
        {nodes.map((node) => (
          <li key={node.id}>
            <Row node={node} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Row({ node }: { node: FlowNode }) {
  const { editor } = useBench();
  const kind = useEditorState(({ kinds }) => kinds.of(node));
  const words = useEditorState(({ document, kinds }) => describeArrows(document, kinds, node));
  const hasProblems = useEditorState(({ problems }) => problems.has(node.id));
  return (
    <button
      type="button"
      onClick={() => editor.open(node.id)}
      className="flex w-full items-center gap-3 px-4 py-2.5 text-left active:bg-hover"
    >
      <KindIcon kind={kind} size="small" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{node.name}</span>
        <span className="block truncate text-xs text-ink-soft">{words}</span>
      </span>
      {hasProblems && (
        <CircleAlert size={16} aria-label="Has problems" className="shrink-0 text-bad" />
      )}
      <ChevronRight size={16} aria-hidden="true" className="shrink-0 text-ink-faint" />
    </button>
  );
}
