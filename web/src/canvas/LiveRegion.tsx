// Says aloud what the keyboard is at.
import { describeNode, nodeOf } from "@/graph";
import { useCanvas } from "./store";

export function LiveRegion() {
  const words = useCanvas((state) => {
    const { document, kinds, active, nodeStates, edgeCounts, problems } = state;
    const node = active === undefined ? undefined : nodeOf(document, active);
    if (!node) return "";
    const { id } = node;
    return describeNode(document, kinds, node, {
      state: nodeStates[id],
      counts: edgeCounts,
      problems: problems.get(id),
      isFolded: state.folded.has(id),
      page: state.pages[id],
    });
  });
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
