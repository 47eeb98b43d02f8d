// Adds nodes from JSON: a flow file, or nodes copied elsewhere.
import { useState } from "react";
import { readClipping } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { TextArea } from "@/ui/text-field";
import { useBench } from "./bench";
import { isForeign } from "./clipboard";

export function ImportDialog({ onClose }: { onClose(): void }) {
  const { editor, view } = useBench();
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const field = useFirstFocus<HTMLTextAreaElement>();
  const add = () => {
    if (isForeign(text)) return editor.show({ type: "bring", text });
    const read = readClipping(text);
    if ("refusal" in read) return setRefusal(read.refusal);
    const middle = view()?.middle() ?? { x: 0, y: 0 };
    editor.paste(read.clipping, { x: middle.x - 320, y: middle.y - 64 });
    onClose();
  };
  return (
    <Dialog
      title="Add from JSON"
      description="A flow file, copied nodes, or a workflow of n8n. They are added beside what is there; one Undo takes them back."
      onClose={onClose}
      footer={
        <>
          <label className="me-auto flex h-10 cursor-pointer items-center rounded-control px-3 text-sm font-medium text-accent hover:bg-hover focus-within:outline-2">
            Choose a file
            <input
              type="file"
              accept=".json,application/json"
              className="sr-only"
              onChange={(event) => {
                void event.target.files?.[0]?.text().then(setText);
              }}
            />
          </label>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!text.trim()} onClick={add}>
            Add
          </Button>
        </>
      }
    >
      <TextArea
        ref={field}
        label="JSON"
        rows={12}
        spellCheck={false}
        error={refusal}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setRefusal(undefined);
        }}
        className="[&_textarea]:font-mono [&_textarea]:text-sm"
      />
    </Dialog>
  );
}
