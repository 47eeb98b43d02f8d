// Where something new stands when nobody has said where.
import {
  around,
  childrenOf,
  type FlowNode,
  firstPlaceIn,
  GAP_X,
  GAP_Y,
  nodeOf,
  nodePorts,
  type PortRef,
  type Position,
  portOffset,
  rectangleOf,
  type Scene,
} from "@/graph";

/** To the right of a port, at its height; an error port's follower stands lower. */
export function placeBehind(scene: Scene, from: PortRef): Position | undefined {
  const node = nodeOf(scene.document, from.node);
  if (!node) return undefined;
  const at = rectangleOf(scene, node);
  const port = portOffset(
    nodePorts(scene.kinds.of(node), node.parameters),
    "output",
    from.port,
    at,
  );
  const y = at.y + (port.x === at.width ? port.y - 32 : port.y + 48);
  return { x: at.x + at.width + GAP_X, y };
}

/** Where something new stands in a box: below what is there. */
export function placeIn(scene: Scene, box: string | undefined): Position {
  const node = box === undefined ? undefined : nodeOf(scene.document, box);
  if (!node) return { x: 0, y: 0 };
  const inside = childrenOf(scene.document, box).map((child) => rectangleOf(scene, child));
  const content = around(inside);
  return content
    ? { x: content.x, y: content.y + content.height + GAP_Y }
    : firstPlaceIn(scene, node);
}

/** Below a box, where what leaves it without a mouse stands. */
export function besideBox(scene: Scene, box: FlowNode): Position {
  const { x, y, height } = rectangleOf(scene, box);
  return { x, y: y + height + GAP_Y };
}
