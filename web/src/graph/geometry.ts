// How large a node is drawn and where its ports are, in canvas units. The
// canvas, its overview and the layout all measure with these.

import type { Position } from "./document";
import type { NodePorts } from "./kind";

/** Positions snap to multiples of this; every port lies on one too, so lines run straight. */
export const GRID = 16;
export const NODE_WIDTH = 240;
/** Height of the part with icon, name and summary. */
export const HEADER_HEIGHT = 64;
/** Height of one row of labelled ports. */
export const ROW_HEIGHT = 32;
/** Space between two nodes in a row. */
export const GAP_X = 96;
/** Space between two nodes in a column. */
export const GAP_Y = 48;

/** The error port leaves at the bottom edge, this far from the right. */
const ERROR_INSET = 32;

export type Size = { readonly width: number; readonly height: number };
export type Rectangle = Position & Size;

/** The size of a node with these ports. */
export function nodeSize(ports: NodePorts): Size {
  return { width: NODE_WIDTH, height: HEADER_HEIGHT + rowCount(ports) * ROW_HEIGHT };
}

/** How many rows of labelled ports the node shows: none if one port a side is enough. */
export function rowCount({ inputs, outputs }: NodePorts): number {
  const most = Math.max(rowsOn(inputs.length), rowsOn(outputs.length));
  return most;
}

/**
 * Where a port lies, from the top left of its node; unknown ports lie at the
 * middle of the header. `size` is that of a box, which is larger than its ports need.
 */
export function portOffset(
  ports: NodePorts,
  side: "input" | "output",
  name: string,
  size: Size = nodeSize(ports),
): Position {
  if (side === "output" && name === ports.error?.name) {
    return { x: size.width - ERROR_INSET, y: size.height };
  }
  const list = side === "input" ? ports.inputs : ports.outputs;
  const index = list.findIndex((port) => port.name === name);
  const x = side === "input" ? 0 : size.width;
  if (index < 0 || rowsOn(list.length) === 0) return { x, y: HEADER_HEIGHT / 2 };
  return { x, y: HEADER_HEIGHT + (index + 0.5) * ROW_HEIGHT };
}

/** The point on the grid next to this one. */
export function onGrid({ x, y }: Position): Position {
  return { x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID };
}

export function overlaps(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** The smallest rectangle around all of them; undefined for none. */
export function around(rectangles: readonly Rectangle[]): Rectangle | undefined {
  if (rectangles.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of rectangles) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function contains(rectangle: Rectangle, { x, y }: Position): boolean {
  const { x: left, y: top, width, height } = rectangle;
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

function rowsOn(count: number): number {
  return count > 1 ? count : 0;
}
