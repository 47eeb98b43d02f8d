// At the bottom: how many problems there are, and each of them when it is open.
import { ChevronDown, ChevronUp, CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { lazy, Suspense } from "react";
import { counted } from "@/lib/format";
import { useBench } from "./bench";
import { useEditorState } from "./store";

const ProblemList = lazy(() =>
  import("./ProblemList").then((module) => ({ default: module.ProblemList })),
);

export function ProblemBar() {
  const { editor } = useBench();
  const problems = useEditorState((state) => state.allProblems);
  const isEmpty = useEditorState(({ document }) => document.nodes.length === 0);
  const isOpen = useEditorState((state) => state.problemsOpen);
  if (isEmpty) return null;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  if (problems.length === 0) {
    return (
      <p className="flex h-9 shrink-0 items-center gap-2 border-t border-line bg-surface px-4 text-xs text-ink-soft">
        <CircleCheck size={14} aria-hidden="true" className="text-good" />
        No problems
      </p>
    );
  }
  const Chevron = isOpen ? ChevronDown : ChevronUp;
  return (
    <section aria-label="Problems" className="shrink-0 border-t border-line bg-surface">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => editor.unfoldProblems(!isOpen)}
        className="flex h-9 w-full items-center gap-4 px-4 text-xs hover:bg-hover"
      >
        {errors > 0 && (
          <span className="flex items-center gap-1.5 font-medium text-bad">
            <CircleAlert size={14} aria-hidden="true" />
            {counted(errors, "error")}
          </span>
        )}
        {warnings > 0 && (
          <span className="flex items-center gap-1.5 font-medium text-warn">
            <TriangleAlert size={14} aria-hidden="true" />
            {counted(warnings, "warning")}
          </span>
        )}
        <span className="ms-auto flex items-center gap-1.5 text-ink-soft">
          {isOpen ? "Hide" : "Show"}
          <Chevron size={14} aria-hidden="true" />
        </span>
      </button>
      {isOpen && (
        <div className="max-h-56 overflow-y-auto border-t border-line">
          <Suspense>
            <ProblemList problems={problems} />
          </Suspense>
        </div>
      )}
    </section>
  );
}
