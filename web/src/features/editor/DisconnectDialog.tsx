// Removes one of the arrows of a node, without a mouse.
import { describeEdge, edgesInto, edgesOutOf, removal } from "@/graph";
import { useBench } from "./bench";
import { Picker } from "./Picker";

export function DisconnectDialog({ node, onClose }: { node: string; onClose(): void }) {
  const { editor } = useBench();
  const { document, kinds } = editor.state;
  const edges = [...edgesInto(document, node), ...edgesOutOf(document, node)];
  return (
    <Picker
      label="Remove which arrow?"
      choices={edges.map((edge) => ({ id: edge.id, title: describeEdge(document, kinds, edge) }))}
      empty="No arrow is called that."
      onChoose={(edge) => {
        onClose();
        editor.perform(removal(document, { edges: [edge] }));
      }}
      onClose={onClose}
    />
  );
}
