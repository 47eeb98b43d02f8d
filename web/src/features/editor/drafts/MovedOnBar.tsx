// Somebody has published since this draft was begun: it can be looked at, and brought in.
import { GitMerge } from "lucide-react";
import { Button } from "@/ui/button";
import { useBench } from "../bench";
import { useEditorState } from "../store";

export function MovedOnBar() {
  const { editor } = useBench();
  const version = useEditorState(({ facts }) => facts.version);
  const base = useEditorState((state) => state.base);
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-accent-soft px-4 py-2 text-sm text-accent"
    >
      <GitMerge size={16} aria-hidden="true" className="shrink-0" />
      <p className="min-w-0 flex-1">
        Version {version} was published meanwhile.{" "}
        {base === null
          ? "Your draft was begun before it."
          : `Your draft was begun from version ${base}.`}
      </p>
      <Button size="small" onClick={() => editor.show({ type: "bring-in", from: "published" })}>
        See what changed
      </Button>
    </div>
  );
}
