// Finds the nodes in a part of the canvas without looking at all of them: the
// plane is cut into squares, each with the nodes that stand in it.
import { type FlowNode, NODE_WIDTH, type Rectangle } from "@/graph";

const SQUARE = 1_024;
/** More than any card is high. */
const REACH_Y = 512;

type Squares = ReadonlyMap<string, readonly FlowNode[]>;

const known = new WeakMap<readonly FlowNode[], Squares>();

/** The nodes whose place may reach into the rectangle; a few around it too. */
export function nodesNear(nodes: readonly FlowNode[], part: Rectangle): readonly FlowNode[] {
  const squares = squaresOf(nodes);
  const found: FlowNode[] = [];
  const [left, top] = [square(part.x - NODE_WIDTH), square(part.y - REACH_Y)];
  const [right, bottom] = [square(part.x + part.width), square(part.y + part.height)];
  if ((right - left + 1) * (bottom - top + 1) > squares.size) return nodes;
  for (let x = left; x <= right; x += 1) {
    for (let y = top; y <= bottom; y += 1) found.push(...(squares.get(`${x},${y}`) ?? []));
  }
  return found;
}

function squaresOf(nodes: readonly FlowNode[]): Squares {
  let squares = known.get(nodes);
  if (!squares) {
    squares = makeSquares(nodes);
    known.set(nodes, squares);
  }
  return squares;
}

function makeSquares(nodes: readonly FlowNode[]): Squares {
  const squares = new Map<string, FlowNode[]>();
  for (const node of nodes) {
    const key = `${square(node.position.x)},${square(node.position.y)}`;
    const list = squares.get(key);
    if (list) list.push(node);
    else squares.set(key, [node]);
  }
  return squares;
}

function square(value: number): number {
  return Math.floor(value / SQUARE);
}
