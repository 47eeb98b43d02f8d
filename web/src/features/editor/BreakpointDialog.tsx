// The condition of a breakpoint, before a node or on an arrow.
import { useState } from "react";
import { nodeOf } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { TextField } from "@/ui/text-field";
import { useBench } from "./bench";
import { setArrowStop, setBreakpoint } from "./breakpoints";

export function BreakpointDialog({ node, onClose }: { node: string; onClose(): void }) {
  const { editor } = useBench();
  return (
    <ConditionDialog
      title={`Stop before “${nodeOf(editor.state.document, node)?.name ?? ""}”`}
      description="Your test runs stop here if one of the items that come in fits."
      before={editor.state.breakpoints[node] ?? ""}
      onSet={(condition) => setBreakpoint(editor, node, condition)}
      onClose={onClose}
    />
  );
}

export function ArrowStopDialog({ edge: id = "", onClose }: { edge?: string; onClose(): void }) {
  const { editor } = useBench();
  const { document, arrowStops } = editor.state;
  const edge = document.edges.find((other) => other.id === id);
  const name = (node = "") => nodeOf(document, node)?.name ?? "";
  return (
    <ConditionDialog
      title={`Stop between “${name(edge?.from.node)}” and “${name(edge?.to.node)}”`}
      description="Your test runs stop here if one of the items that come along this arrow fits."
      before={arrowStops[id] ?? ""}
      onSet={(condition) => setArrowStop(editor, id, condition)}
      onClose={onClose}
    />
  );
}

type Props = {
  title: string;
  description: string;
  before: string;
  onSet(condition: string): void;
  onClose(): void;
};

function ConditionDialog({ title, description, before, onSet, onClose }: Props) {
  const [condition, setCondition] = useState(before);
  const field = useFirstFocus<HTMLInputElement>();
  const set = () => {
    onSet(condition);
    onClose();
  };
  return (
    <Dialog
      title={title}
      description={description}
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
