// Asks before the draft becomes an earlier version; afterwards that is one step back.
import { useState } from "react";
import { useRestoreVersion } from "@/api/versions";
import { ConfirmDialog } from "@/ui/dialog";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "../bench";
import { useEditorState } from "../store";

type Props = { number: number; onRestored(): void; onClose(): void };

export function RestoreDialog({ number, onRestored, onClose }: Props) {
  const { workspace, flow, editor, autosave } = useBench();
  const isChanged = useEditorState(({ facts }) => facts.draft_changed);
  const restore = useRestoreVersion(workspace, flow, (detail) => editor.returnTo(detail));
  const [isBusy, setBusy] = useState(false);
  const bringBack = async () => {
    setBusy(true);
    // What is drawn here must be there to go back to.
    await autosave.flush();
    try {
      await restore.mutateAsync(number);
      onRestored();
      toast({
        title: `The draft is what version ${number} was`,
        detail: "Publish it to let it run.",
        tone: "good",
        action: { label: "Undo", perform: () => editor.undo() },
      });
    } catch (error) {
      onClose();
      toastProblem(error);
    }
  };
  return (
    <ConfirmDialog
      title={`Bring version ${number} back?`}
      confirm="Bring it back"
      variant="primary"
      busy={isBusy}
      onConfirm={() => void bringBack()}
      onClose={onClose}
    >
      The draft becomes what version {number} was.{" "}
      {isChanged && "Its changes that are not published are replaced; Undo brings them back. "}
      What runs stays as it is until you publish.
    </ConfirmDialog>
  );
}
