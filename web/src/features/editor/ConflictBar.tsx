// Somebody else has saved the draft meanwhile: which one shall stay?
import { useState } from "react";
import { Button } from "@/ui/button";
import { toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { useEditorState } from "./store";

export function ConflictBar() {
  const { autosave } = useBench();
  const isConflict = useEditorState(({ save }) => save.kind === "conflict");
  const [isBusy, setBusy] = useState(false);
  if (!isConflict) return null;
  const settle = (settled: Promise<void>) => {
    setBusy(true);
    settled.catch(toastProblem).finally(() => setBusy(false));
  };
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <p className="min-w-0 flex-1">
        This draft was changed somewhere else, perhaps by somebody else or in another tab. Your last
        changes are only here.
      </p>
      <span className="flex gap-2">
        <Button size="small" disabled={isBusy} onClick={() => settle(autosave.reload())}>
          Take theirs, drop mine
        </Button>
        <Button size="small" disabled={isBusy} onClick={() => settle(autosave.overwrite())}>
          Keep mine, replace theirs
        </Button>
      </span>
    </div>
  );
}
