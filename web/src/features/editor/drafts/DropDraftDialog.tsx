// Asks before one's own changes go; afterwards that is one step back as long as the page is open.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { dropDraft } from "@/api/drafts";
import { refreshFlows } from "@/api/flows";
import { ConfirmDialog } from "@/ui/dialog";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "../bench";
import { useEditorState } from "../store";

export function DropDraftDialog({ onClose }: { onClose(): void }) {
  const { workspace, flow, editor, autosave } = useBench();
  const client = useQueryClient();
  const version = useEditorState(({ facts }) => facts.version);
  const [isBusy, setBusy] = useState(false);
  const drop = async () => {
    setBusy(true);
    try {
      // What is drawn here must be there to go back to.
      await autosave.flush();
      editor.returnTo(await dropDraft(workspace, flow));
      await refreshFlows(client, workspace);
      toast({
        title: "Your changes are dropped",
        detail: `You see version ${version} again.`,
        action: { label: "Undo", perform: () => editor.undo() },
      });
    } catch (error) {
      toastProblem(error);
    }
    onClose();
  };
  return (
    <ConfirmDialog
      title="Drop your changes?"
      confirm="Drop them"
      busy={isBusy}
      onConfirm={() => void drop()}
      onClose={onClose}
    >
      What you have changed since version {version} and not published goes. Undo brings it back as
      long as this page is open.
    </ConfirmDialog>
  );
}
