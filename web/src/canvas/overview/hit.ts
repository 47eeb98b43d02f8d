// Which node is under a point of the canvas.
import { boxAt, overlaps, type Position, rectangleOf, type Scene } from "@/graph";
import { nodesNear } from "./grid";

/** The node drawn last, so on top, at this point; a box if nothing stands there in it. */
export function hitNode(scene: Scene, { x, y }: Position): string | undefined {
  const point = { x, y, width: 1, height: 1 };
  const { boxes, hidden } = scene;
  const card = nodesNear(scene.document.nodes, point)
    .filter((node) => !boxes.has(node.id) && !hidden.has(node.id))
    .filter((node) => overlaps(point, rectangleOf(scene, node)))
    .at(-1)?.id;
  return card ?? boxAt(scene, point);
}
