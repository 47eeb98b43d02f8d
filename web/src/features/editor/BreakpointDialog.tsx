// The condition of a breakpoint.
import { useState } from "react";
import { nodeOf } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { TextField } from "@/ui/text-field";
import { useBench } from "./bench";
import { setBreakpoint } from "./breakpoints";

export function BreakpointDialog({ node: id, onClose }: { node: string; onClose(): void }) {
  const { editor } = useBench();
  const [condition, setCondition] = useState(editor.state.breakpoints[id] ?? "");
  const field = useFirstFocus<HTMLInputElement>();
  const set = () => {
    setBreakpoint(editor, id, condition);
    onClose();
  };
  return (
    <Dialog
      title={`Stop before “${nodeOf(editor.state.document, id)?.name ?? ""}”`}
      description="Your test runs stop here if one of the items that come in fits."
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={set}>
            Set breakpoint
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label="Condition"
        hint="An expression, such as {{ $json.amount > 100 }}. Left empty, it stops always."
        value={condition}
        spellCheck={false}
        className="[&_input]:font-mono"
        onChange={(event) => setCondition(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // Else the key would press what gets the focus back.
          event.preventDefault();
          set();
        }}
      />
    </Dialog>
  );
}
