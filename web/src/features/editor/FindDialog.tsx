// Finds a node by its name and goes there.
import { KindIcon } from "@/canvas";
import { readingOrder } from "@/graph";
import { useBench } from "./bench";
import { Picker } from "./Picker";

export function FindDialog({ onClose }: { onClose(): void }) {
  const { editor, view } = useBench();
  const { document, kinds } = editor.state;
  return (
    <Picker
      label="Find a node"
      choices={readingOrder(document).map((node) => {
        const kind = kinds.of(node);
        return {
          id: node.id,
          title: node.name,
          detail: kind?.title,
          icon: <KindIcon kind={kind} size="small" />,
        };
      })}
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
