// Makes a flow of its own of the selection, and puts a node that runs it in its place.
import { useState } from "react";
import { useCreateFlow } from "@/api/flows";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import { useBench } from "./bench";
import { extractSelected } from "./structure";

export function ExtractDialog({ onClose }: { onClose(): void }) {
  const { workspace, editor, view } = useBench();
  const [name, setName] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const field = useFirstFocus<HTMLInputElement>();
  const { mutate, error, isPending } = useCreateFlow(workspace);
  const wanted = name.trim();
  const make = () => {
    const taken = extractSelected(editor, wanted);
    if ("refusal" in taken) return setRefusal(taken.refusal);
    mutate(
      { name: wanted, document: taken.flow },
      {
        onSuccess: ({ id }) => {
          editor.perform(taken.command(id));
          const node = editor.state.document.nodes.at(-1)?.id;
          if (node !== undefined) editor.select([node]);
          onClose();
          if (node !== undefined) requestAnimationFrame(() => view()?.show(node));
          const lost = taken.lost.join(", ");
          toast({
            title: `“${wanted}” is a flow of its own now`,
            detail: lost
              ? `It cannot see ${lost}, which its expressions name: pass what they need along.`
              : "Publish it before this one runs.",
            tone: lost ? "neutral" : "good",
          });
        },
      },
    );
  };
  return (
    <Dialog
      title="Make a flow of its own"
      description="What is selected moves into a new flow. Here one node that runs it stays; Undo brings the nodes back."
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!wanted} busy={isPending} onClick={make}>
            Make the flow
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label="Name of the new flow"
        value={name}
        error={refusal}
        maxLength={200}
        onChange={(event) => {
          setName(event.target.value);
          setRefusal(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (wanted) make();
        }}
      />
      {error && <ErrorNote error={error} />}
    </Dialog>
  );
}
