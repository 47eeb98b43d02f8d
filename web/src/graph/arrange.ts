// Lines nodes up and spreads them evenly. Boxes take along what stands in them.

import { withBoxes } from "./boxes";
import type { MoveCommand } from "./command";
import type { FlowDocument, Position } from "./document";
import { onGrid, type Rectangle } from "./geometry";
import type { Kinds } from "./kind";
import { nodeOf } from "./look-up";
import { rectangleOf, sceneOf } from "./scene";
import { outermost } from "./tree";

export type Alignment = "left" | "centre" | "right" | "top" | "middle" | "bottom";
export type Axis = "across" | "down";

/** The move that brings an edge or the middle of all nodes onto one line. */
export function align(
  document: FlowDocument,
  kinds: Kinds,
  ids: ReadonlySet<string>,
  edge: Alignment,
): MoveCommand {
  const placed = placedNodes(document, kinds, ids);
  const lefts = placed.map(({ rectangle }) => rectangle.x);
  const tops = placed.map(({ rectangle }) => rectangle.y);
  const right = Math.max(...placed.map(({ rectangle: { x, width } }) => x + width));
  const bottom = Math.max(...placed.map(({ rectangle: { y, height } }) => y + height));
  const [left, top] = [Math.min(...lefts), Math.min(...tops)];
  const place = ({ x, y, width, height }: Rectangle): Position => {
    switch (edge) {
      case "left":
        return { x: left, y };
      case "centre":
        return { x: (left + right - width) / 2, y };
      case "right":
        return { x: right - width, y };
      case "top":
        return { x, y: top };
      case "middle":
        return { x, y: (top + bottom - height) / 2 };
      case "bottom":
        return { x, y: bottom - height };
    }
  };
  return moves(document, kinds, placed, (rectangle) => place(rectangle));
}

/** The move that leaves the same space between each two neighbours. */
export function distribute(
  document: FlowDocument,
  kinds: Kinds,
  ids: ReadonlySet<string>,
  axis: Axis,
): MoveCommand {
  const start = (rectangle: Rectangle) => (axis === "across" ? rectangle.x : rectangle.y);
  const length = (rectangle: Rectangle) => (axis === "across" ? rectangle.width : rectangle.height);
  const placed = [...placedNodes(document, kinds, ids)].sort(
    (one, other) => start(one.rectangle) - start(other.rectangle),
  );
  const [first, last] = [placed[0], placed.at(-1)];
  if (!first || !last || placed.length < 3) return { type: "move", nodes: {} };
  const room = start(last.rectangle) + length(last.rectangle) - start(first.rectangle);
  const used = placed.reduce((sum, { rectangle }) => sum + length(rectangle), 0);
  // Nodes that overlap are pulled apart.
  const gap = Math.max((room - used) / (placed.length - 1), 32);
  let next = start(first.rectangle);
  return moves(document, kinds, placed, (rectangle) => {
    const at = next;
    next += length(rectangle) + gap;
    return axis === "across" ? { x: at, y: rectangle.y } : { x: rectangle.x, y: at };
  });
}

type Placed = { readonly id: string; readonly rectangle: Rectangle };

function placedNodes(
  document: FlowDocument,
  kinds: Kinds,
  ids: ReadonlySet<string>,
): readonly Placed[] {
  const scene = sceneOf(document, kinds);
  return outermost(document, ids).flatMap((id) => {
    const node = nodeOf(document, id);
    return node ? [{ id, rectangle: rectangleOf(scene, node) }] : [];
  });
}

function moves(
  document: FlowDocument,
  kinds: Kinds,
  placed: readonly Placed[],
  place: (rectangle: Rectangle) => Position,
): MoveCommand {
  const nodes = placed.map(({ id, rectangle }) => [id, onGrid(place(rectangle))] as const);
  return {
    type: "move",
    nodes: withBoxes(sceneOf(document, kinds), Object.fromEntries(nodes)),
  };
}
