// Tidies a flow: columns along the arrows, few crossings, straight lines where
// possible. Linear in nodes and arrows, so that 5,000 nodes take a moment.

import { apply } from "./apply";
import { withBoxes } from "./boxes";
import type { FlowDocument, FlowNode, Position } from "./document";
import { GAP_X, GAP_Y, GRID, nodeSize, onGrid, portOffset, type Size } from "./geometry";
import { type Kinds, type NodePorts, nodePorts } from "./kind";
import { nodeOf, nodesById } from "./look-up";
import { firstPlaceIn, isBox, rectangleOf, sceneOf } from "./scene";
import { childrenOf, depthOf } from "./tree";

/** A node, or a bend of a long arrow, in the grid of columns. */
type Cell = {
  readonly node: FlowNode | undefined;
  readonly width: number;
  readonly height: number;
  readonly column: number;
  /** Cells one column before, with the height difference that makes the line straight. */
  readonly before: Link[];
  readonly after: Link[];
  rank: number;
  y: number;
};
type Link = { readonly cell: Cell; readonly shift: number };
type Arrow = { readonly from: string; readonly to: string; readonly shift: number };

const ORDER_SWEEPS = 6;
/** Odd, so that the last one goes along the arrows and leaves chains straight. */
const PLACE_SWEEPS = 9;
/** A long arrow keeps this much room between the nodes it passes. */
const BEND_HEIGHT = 48;

/** Sizes of nodes where they are not what their ports need: boxes. */
type Sizes = ReadonlyMap<string, Size>;

/** New positions of these nodes (all if not given), by id; what stands in a box is laid out within it. */
export function tidyLayout(
  document: FlowDocument,
  kinds: Kinds,
  ids?: ReadonlySet<string>,
): Readonly<Record<string, Position>> {
  const boxes = document.nodes.filter((node) => isBox(kinds, node));
  if (boxes.length === 0) return layOut(document, kinds, document.nodes, ids, new Map());
  const positions: Record<string, Position> = {};
  let current = document;
  const place = (moves: Readonly<Record<string, Position>>) => {
    Object.assign(positions, moves);
    current = apply(current, { type: "move", nodes: moves }).document;
  };
  const inner = [...boxes].sort(
    (one, other) => depthOf(document, other.id) - depthOf(document, one.id),
  );
  for (const { id } of inner) {
    const whole = ids?.has(id) === true;
    place(
      withBoxes(sceneOf(current, kinds), layOutIn(current, kinds, id, whole ? undefined : ids)),
    );
  }
  place(withBoxes(sceneOf(current, kinds), layOutIn(current, kinds, undefined, ids)));
  return positions;
}

/** The layout of what stands directly in a box, or on the flow itself. */
function layOutIn(
  document: FlowDocument,
  kinds: Kinds,
  box: string | undefined,
  ids: ReadonlySet<string> | undefined,
): Readonly<Record<string, Position>> {
  const scene = sceneOf(document, kinds);
  const children = childrenOf(document, box);
  const moves = layOut(document, kinds, children, ids, scene.boxes);
  const owner = box === undefined ? undefined : nodeOf(document, box);
  if (!owner || ids || children.length === 0) return moves;
  // The body begins where the box does.
  const to = firstPlaceIn(scene, owner);
  const from = topLeft(
    children.map((child) => ({ position: moves[child.id] ?? rectangleOf(scene, child) })),
  );
  return Object.fromEntries(
    Object.entries(moves).map(([id, { x, y }]) => [
      id,
      { x: x + to.x - from.x, y: y + to.y - from.y },
    ]),
  );
}

function layOut(
  document: FlowDocument,
  kinds: Kinds,
  siblings: readonly FlowNode[],
  ids: ReadonlySet<string> | undefined,
  sizes: Sizes,
): Readonly<Record<string, Position>> {
  const nodes = siblings.filter((node) => !ids || ids.has(node.id));
  if (nodes.length === 0) return {};
  const origin = topLeft(nodes);
  const positions: Record<string, Position> = {};
  let top = 0;
  for (const part of connectedParts(document, nodes)) {
    const columns = makeColumns(part, makeArrows(document, kinds, part), kinds, sizes);
    orderColumns(columns);
    placeColumns(columns);
    top += settle(columns, { x: origin.x, y: origin.y + top }, positions);
  }
  return positions;
}

/** Nodes that hang together, in the order they are in the document. */
function connectedParts(document: FlowDocument, nodes: readonly FlowNode[]) {
  const leader = new Map(nodes.map((node) => [node.id, node.id]));
  const find = (id: string): string => {
    let root = id;
    while (leader.get(root) !== root) root = leader.get(root) ?? root;
    leader.set(id, root);
    return root;
  };
  for (const { from, to } of document.edges) {
    if (leader.has(from.node) && leader.has(to.node)) leader.set(find(to.node), find(from.node));
  }
  const parts = new Map<string, FlowNode[]>();
  for (const node of nodes) {
    const root = find(node.id);
    const part = parts.get(root);
    if (part) part.push(node);
    else parts.set(root, [node]);
  }
  return [...parts.values()];
}

function makeArrows(document: FlowDocument, kinds: Kinds, part: readonly FlowNode[]): Arrow[] {
  const inside = new Set(part.map((node) => node.id));
  const ports = new Map(part.map((node) => [node.id, nodePorts(kinds.of(node), node.parameters)]));
  return document.edges.flatMap(({ from, to }) => {
    if (!inside.has(from.node) || !inside.has(to.node) || from.node === to.node) return [];
    const start = portOffset(ports.get(from.node) as NodePorts, "output", from.port);
    const end = portOffset(ports.get(to.node) as NodePorts, "input", to.port);
    return [{ from: from.node, to: to.node, shift: start.y - end.y }];
  });
}

function makeColumns(
  part: readonly FlowNode[],
  arrows: readonly Arrow[],
  kinds: Kinds,
  sizes: Sizes,
): Cell[][] {
  const columnOf = longestPaths(part, arrows);
  const columns: Cell[][] = [];
  const put = (node: FlowNode | undefined, column: number, { width, height }: Size): Cell => {
    const cell: Cell = { node, width, height, column, before: [], after: [], rank: 0, y: 0 };
    while (columns.length <= column) columns.push([]);
    columns[column]?.push(cell);
    return cell;
  };
  const cells = new Map<string, Cell>();
  for (const node of [...part].sort((one, other) => one.position.y - other.position.y)) {
    const size = sizes.get(node.id) ?? nodeSize(nodePorts(kinds.of(node), node.parameters));
    cells.set(node.id, put(node, columnOf.get(node.id) ?? 0, size));
  }
  for (const { from, to, shift } of arrows) {
    const [start, end] = [cells.get(from), cells.get(to)];
    if (!start || !end || end.column <= start.column) continue;
    let last = start;
    for (let column = start.column + 1; column < end.column; column += 1) {
      const bend = put(undefined, column, { width: 0, height: BEND_HEIGHT });
      link(last, bend, last === start ? shift : 0);
      last = bend;
    }
    link(last, end, last === start ? shift : 0);
  }
  return columns;
}

function link(from: Cell, to: Cell, shift: number): void {
  from.after.push({ cell: to, shift: -shift });
  to.before.push({ cell: from, shift });
}

/** The column of each node: one after the last of those that lead to it. Back arrows do not count. */
function longestPaths(part: readonly FlowNode[], arrows: readonly Arrow[]) {
  const forward = withoutBackArrows(part, arrows);
  const open = new Map(part.map((node) => [node.id, 0]));
  for (const { to } of forward) open.set(to, (open.get(to) ?? 0) + 1);
  const outOf = new Map<string, Arrow[]>();
  for (const arrow of forward) {
    const list = outOf.get(arrow.from);
    if (list) list.push(arrow);
    else outOf.set(arrow.from, [arrow]);
  }
  const column = new Map<string, number>();
  const ready = part.filter((node) => open.get(node.id) === 0).map((node) => node.id);
  for (const id of ready) {
    const own = column.get(id) ?? 0;
    column.set(id, own);
    for (const { to } of outOf.get(id) ?? []) {
      column.set(to, Math.max(column.get(to) ?? 0, own + 1));
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return column;
}

function withoutBackArrows(part: readonly FlowNode[], arrows: readonly Arrow[]): readonly Arrow[] {
  const outOf = new Map<string, Arrow[]>(part.map((node) => [node.id, []]));
  for (const arrow of arrows) outOf.get(arrow.from)?.push(arrow);
  const state = new Map<string, "open" | "done">();
  const forward: Arrow[] = [];
  for (const { id: start } of part) {
    if (state.has(start)) continue;
    const path = [{ id: start, next: 0 }];
    state.set(start, "open");
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const arrow = outOf.get(top.id)?.[top.next];
      top.next += 1;
      if (!arrow) {
        state.set(top.id, "done");
        path.pop();
      } else if (state.get(arrow.to) !== "open") {
        forward.push(arrow);
        if (!state.has(arrow.to)) {
          state.set(arrow.to, "open");
          path.push({ id: arrow.to, next: 0 });
        }
      }
    }
  }
  return forward;
}

/** Sorts each column by where its neighbours stand, back and forth. */
function orderColumns(columns: readonly Cell[][]): void {
  for (const column of columns) number(column);
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : [...columns].reverse()) {
      const wanted = new Map(column.map((cell) => [cell, meanRank(cell, isForward)]));
      column.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      number(column);
    }
  }
}

function meanRank(cell: Cell, isForward: boolean): number {
  const links = isForward ? cell.before : cell.after;
  if (links.length === 0) return cell.rank;
  // The shift keeps branches in the order of their ports.
  const sum = links.reduce(
    (total, { cell: other, shift }) => total + other.rank + shift / 10_000,
    0,
  );
  return sum / links.length;
}

function number(column: readonly Cell[]): void {
  column.forEach((cell, index) => {
    cell.rank = index;
  });
}

function placeColumns(columns: readonly Cell[][]): void {
  for (const column of columns)
    spread(
      column,
      column.map(() => 0),
    );
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : [...columns].reverse()) {
      spread(
        column,
        column.map((cell) => wantedHeight(cell, isForward)),
      );
    }
  }
}

function wantedHeight(cell: Cell, isForward: boolean): number {
  const links = isForward ? cell.before : cell.after;
  if (links.length === 0) return cell.y;
  return links.reduce((total, { cell: other, shift }) => total + other.y + shift, 0) / links.length;
}

/**
 * Puts the cells of a column as near to where they want to be as their order
 * and gaps allow: cells that would overlap form a block that stands at the mean.
 */
function spread(column: readonly Cell[], wanted: readonly number[]): void {
  const offsets: number[] = [];
  let offset = 0;
  for (const cell of column) {
    offsets.push(offset);
    offset += cell.height + (cell.node ? GAP_Y : GRID);
  }
  const blocks: { sum: number; count: number }[] = [];
  column.forEach((_, index) => {
    let block = { sum: (wanted[index] ?? 0) - (offsets[index] ?? 0), count: 1 };
    for (let last = blocks.at(-1); last && mean(last) >= mean(block); last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  let index = 0;
  for (const block of blocks) {
    for (let count = 0; count < block.count; count += 1, index += 1) {
      const cell = column[index];
      if (cell) cell.y = mean(block) + (offsets[index] ?? 0);
    }
  }
}

function mean({ sum, count }: { sum: number; count: number }): number {
  return sum / count;
}

/** Writes the positions down and answers with the height used. */
function settle(
  columns: readonly Cell[][],
  origin: Position,
  into: Record<string, Position>,
): number {
  const cells = columns.flat().filter((cell) => cell.node);
  const top = Math.min(...cells.map((cell) => cell.y));
  const bottom = Math.max(...cells.map((cell) => cell.y + cell.height));
  const lefts = leftEdges(columns);
  for (const { node, column, y } of cells) {
    const x = origin.x + (lefts[column] ?? 0);
    if (node) into[node.id] = onGrid({ x, y: origin.y + y - top });
  }
  return Math.ceil((bottom - top + GAP_Y) / GRID) * GRID;
}

/** Where each column begins: as far right as the widest before it needs. */
function leftEdges(columns: readonly Cell[][]): readonly number[] {
  let left = 0;
  return columns.map((column) => {
    const own = left;
    left += Math.max(...column.map((cell) => cell.width)) + GAP_X;
    return own;
  });
}

function topLeft(nodes: readonly { readonly position: Position }[]): Position {
  if (nodes.length === 0) return { x: 0, y: 0 };
  let [x, y] = [Infinity, Infinity];
  for (const { position } of nodes) {
    x = Math.min(x, position.x);
    y = Math.min(y, position.y);
  }
  return { x, y };
}

/** The move that tidies the flow; nothing moves that already stands right. */
export function tidyMoves(document: FlowDocument, kinds: Kinds, ids?: ReadonlySet<string>) {
  const byId = nodesById(document);
  const moved = Object.entries(tidyLayout(document, kinds, ids)).filter(([id, { x, y }]) => {
    const old = byId.get(id)?.position;
    return old && (old.x !== x || old.y !== y);
  });
  return Object.fromEntries(moved);
}
