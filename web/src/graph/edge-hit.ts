// Which arrow passes a point: for what is dropped on one.

import { arrowCurve, type Curve } from "./arrow";
import { ERROR_PORT, type FlowEdge, type Position } from "./document";
import { portOffset, type Rectangle } from "./geometry";
import { nodePorts } from "./kind";
import { nodesById } from "./look-up";
import { rectangleOf, type Scene } from "./scene";

const STEPS = 16;

/** The arrow nearest to a point, if it is within reach. */
export function edgeAt(scene: Scene, point: Position, reach: number): FlowEdge | undefined {
  let best: { edge: FlowEdge; distance: number } | undefined;
  for (const edge of scene.document.edges) {
    const curve = curveOf(scene, edge);
    if (!curve || !isNear(curve, point, reach)) continue;
    const distance = distanceTo(curve, point);
    if (distance <= reach && (!best || distance < best.distance)) best = { edge, distance };
  }
  return best?.edge;
}

/** The line of an arrow as it is drawn; undefined if one of its ends is not. */
export function curveOf(scene: Scene, { from, to }: FlowEdge): Curve | undefined {
  const byId = nodesById(scene.document);
  const [source, target] = [byId.get(from.node), byId.get(to.node)];
  if (!source || !target || scene.hidden.has(source.id) || scene.hidden.has(target.id)) {
    return undefined;
  }
  const start = portPoint(scene, rectangleOf(scene, source), source, "output", from.port);
  const end = portPoint(scene, rectangleOf(scene, target), target, "input", to.port);
  return arrowCurve(start, end, from.port === ERROR_PORT ? "bottom" : "right");
}

function portPoint(
  { kinds }: Scene,
  rectangle: Rectangle,
  node: Parameters<typeof rectangleOf>[1],
  side: "input" | "output",
  port: string,
): Position {
  const { x, y } = portOffset(nodePorts(kinds.of(node), node.parameters), side, port, rectangle);
  return { x: rectangle.x + x, y: rectangle.y + y };
}

/** Whether the point is near the box around the curve's four points. */
function isNear({ start, bend, turn, end }: Curve, { x, y }: Position, reach: number): boolean {
  const xs = [start.x, bend.x, turn.x, end.x];
  const ys = [start.y, bend.y, turn.y, end.y];
  return (
    x >= Math.min(...xs) - reach &&
    x <= Math.max(...xs) + reach &&
    y >= Math.min(...ys) - reach &&
    y <= Math.max(...ys) + reach
  );
}

function distanceTo(curve: Curve, point: Position): number {
  let least = Infinity;
  for (let step = 0; step <= STEPS; step += 1) {
    const { x, y } = pointOn(curve, step / STEPS);
    least = Math.min(least, Math.hypot(x - point.x, y - point.y));
  }
  return least;
}

function pointOn({ start, bend, turn, end }: Curve, at: number): Position {
  const rest = 1 - at;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * at, 3 * rest * at ** 2, at ** 3];
  return {
    x: a * start.x + b * bend.x + c * turn.x + d * end.x,
    y: a * start.y + b * bend.y + c * turn.y + d * end.y,
  };
}
