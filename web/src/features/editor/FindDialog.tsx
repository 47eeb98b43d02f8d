// Finds a node by its name and goes there.
import { readingOrder } from "@/graph";
import { useBench } from "./bench";
import { nodeChoice } from "./node-choice";
import { Picker } from "./Picker";

export function FindDialog({ onClose }: { onClose(): void }) {
  const { editor, view } = useBench();
  const { document, kinds } = editor.state;
  return (
    <Picker
      label="Find a node"
      choices={readingOrder(document).map((node) => nodeChoice(node, kinds))}
      empty="No node is called that."
      onChoose={(id) => {
        onClose();
        editor.select([id]);
        view()?.show(id);
      }}
      onClose={onClose}
    />
  );
}
