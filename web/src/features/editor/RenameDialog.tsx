// Another name for a node. What mentions the node follows.
import { useState } from "react";
import { nodeOf, takenNames } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { TextField } from "@/ui/text-field";
import { useBench } from "./bench";

export function RenameDialog({ node: id, onClose }: { node: string; onClose(): void }) {
  const { editor } = useBench();
  const old = nodeOf(editor.state.document, id)?.name ?? "";
  const [name, setName] = useState(old);
  const field = useFirstFocus<HTMLInputElement>();
  const wanted = name.trim();
  const isTaken = wanted !== old && takenNames(editor.state.document).has(wanted);
  const rename = () => {
    if (!wanted || isTaken) return;
    editor.perform({ type: "rename_node", node: id, name: wanted });
    onClose();
  };
  return (
    <Dialog
      title="Rename the node"
      description="Expressions that mention it are changed too."
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!wanted || isTaken} onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label="Name"
        value={name}
        error={isTaken ? "Another node of this flow is called that." : undefined}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // Else the key would press what gets the focus back.
          event.preventDefault();
          rename();
        }}
      />
    </Dialog>
  );
}
