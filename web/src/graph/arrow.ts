// The line of an arrow, for the canvas and for its overview.

import type { Position } from "./document";

/** A cubic curve: start, two control points, end. */
export type Curve = {
  readonly start: Position;
  readonly bend: Position;
  readonly turn: Position;
  readonly end: Position;
};

/** The curve of an arrow. One that leaves at the bottom (an error port) starts downwards. */
export function arrowCurve(start: Position, end: Position, leaves: "right" | "bottom"): Curve {
  const across = end.x - start.x;
  const down = Math.abs(end.y - start.y);
  // Backwards the curve swings out further, so that it does not hide behind the nodes.
  const reach = across >= 0 ? Math.max(24, across / 2) : Math.min(320, 80 + -across / 3 + down / 6);
  if (leaves === "bottom") {
    const turn = { x: end.x - Math.min(reach, 120), y: end.y };
    return { start, bend: { x: start.x, y: start.y + Math.max(48, down / 2) }, turn, end };
  }
  const turn = { x: end.x - reach, y: end.y };
  return { start, bend: { x: start.x + reach, y: start.y }, turn, end };
}

/** The curve as the `d` of an SVG path. */
export function curvePath({ start, bend, turn, end }: Curve): string {
  return `M${start.x},${start.y} C${bend.x},${bend.y} ${turn.x},${turn.y} ${end.x},${end.y}`;
}

/** The point in the middle of the curve, where its label sits. */
export function curveMiddle(curve: Curve): Position {
  return curvePoint(curve, 0.5);
}

/** The point of the curve at a part of its way, from 0 to 1. */
export function curvePoint({ start, bend, turn, end }: Curve, part: number): Position {
  const rest = 1 - part;
  const [a, b] = [rest ** 3, 3 * rest ** 2 * part];
  const [c, d] = [3 * rest * part ** 2, part ** 3];
  return {
    x: a * start.x + b * bend.x + c * turn.x + d * end.x,
    y: a * start.y + b * bend.y + c * turn.y + d * end.y,
  };
}
