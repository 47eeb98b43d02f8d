// The same person has saved the draft in another window meanwhile: which one shall stay?
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
        You have changed this draft somewhere else meanwhile, in another tab or on another device.
        Your last changes here are only here.
      </p>
      <span className="flex gap-2">
        <Button size="small" disabled={isBusy} onClick={() => settle(autosave.reload())}>
          Take the other, drop these
        </Button>
        <Button size="small" disabled={isBusy} onClick={() => settle(autosave.overwrite())}>
          Keep these, replace the other
        </Button>
      </span>
    </div>
  );
}
