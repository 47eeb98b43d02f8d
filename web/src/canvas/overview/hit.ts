// Which node is under a point of the canvas.
import { type FlowDocument, type Kinds, overlaps, type Position } from "@/graph";
import { nodeBox } from "../viewport";
import { nodesNear } from "./grid";

/** The node drawn last, so on top, at this point. */
export function hitNode(
  document: FlowDocument,
  kinds: Kinds,
  { x, y }: Position,
): string | undefined {
  const point = { x, y, width: 1, height: 1 };
  return nodesNear(document.nodes, point)
    .filter((node) => overlaps(point, nodeBox(kinds, node)))
    .at(-1)?.id;
}
