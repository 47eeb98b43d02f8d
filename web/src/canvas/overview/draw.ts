// Draws a flow as one picture: cards as plain boxes, arrows as lines. Shapes of
// one colour are one path, which is what keeps thousands of them quick.
import {
  arrowCurve,
  ERROR_PORT,
  type FlowDocument,
  type FlowNode,
  HEADER_HEIGHT,
  type Kinds,
  NODE_WIDTH,
  type NodeState,
  nodePorts,
  nodesById,
  portOffset,
  type Rectangle,
} from "@/graph";
import type { CanvasState } from "../store";
import { nodeBox } from "../viewport";
import { nodesNear } from "./grid";
import type { Palette } from "./palette";

export type Picture = Pick<
  CanvasState,
  "document" | "kinds" | "selected" | "active" | "nodeStates" | "edgeCounts" | "problems"
>;

/** Below this zoom arrows are straight lines: a curve of three pixels looks no better. */
const CURVES_ZOOM = 0.12;
/** From this zoom on names are legible. */
const NAMES_ZOOM = 0.18;
const NAME_SIZE_PX = 10;

const STATE_COLOURS: Readonly<Partial<Record<NodeState, keyof Palette>>> = {
  running: "busy",
  retrying: "warn",
  waiting: "warn",
  in_doubt: "doubt",
  done: "good",
  failed: "bad",
};

/** Draws what is in `part`; the context is already moved and scaled to the flow. */
export function drawFlow(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  part: Rectangle,
  zoom: number,
): void {
  const { document } = picture;
  drawNotes(context, document, palette);
  drawArrows(context, picture, palette, part, zoom);
  const nodes = nodesNear(document.nodes, part);
  drawCards(context, picture, palette, nodes, zoom);
  if (zoom >= NAMES_ZOOM) drawNames(context, nodes, palette, zoom);
}

function drawNotes(context: CanvasRenderingContext2D, document: FlowDocument, palette: Palette) {
  if (!document.notes) return;
  context.globalAlpha = 0.15;
  context.fillStyle = palette.warn;
  for (const { position, width, height } of document.notes) {
    context.fillRect(position.x, position.y, width, height);
  }
  context.globalAlpha = 1;
}

function drawArrows(
  context: CanvasRenderingContext2D,
  { document, kinds, edgeCounts }: Picture,
  palette: Palette,
  part: Rectangle,
  zoom: number,
): void {
  const byId = nodesById(document);
  const [plain, taken] = [new Path2D(), new Path2D()];
  for (const { id, from, to } of document.edges) {
    const [source, target] = [byId.get(from.node), byId.get(to.node)];
    if (!source || !target || !isNear(part, source, target)) continue;
    const path = edgeCounts[id]?.state === "taken" ? taken : plain;
    const start = portPoint(kinds, source, "output", from.port);
    const end = portPoint(kinds, target, "input", to.port);
    path.moveTo(start.x, start.y);
    if (zoom < CURVES_ZOOM) {
      path.lineTo(end.x, end.y);
    } else {
      const leaves = from.port === ERROR_PORT ? "bottom" : "right";
      const { bend, turn } = arrowCurve(start, end, leaves);
      path.bezierCurveTo(bend.x, bend.y, turn.x, turn.y, end.x, end.y);
    }
  }
  context.lineWidth = Math.max(1.5, 1 / zoom);
  context.strokeStyle = palette["line-strong"];
  context.stroke(plain);
  context.strokeStyle = palette.good;
  context.stroke(taken);
}

function drawCards(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  nodes: readonly FlowNode[],
  zoom: number,
): void {
  const { kinds, selected, active, nodeStates, problems } = picture;
  const [boxes, tiles, faults] = [new Path2D(), new Path2D(), new Path2D()];
  const rings = new Map<string, Path2D>();
  for (const node of nodes) {
    const { x, y, width, height } = nodeBox(kinds, node);
    if (zoom < NAMES_ZOOM) boxes.rect(x, y, width, height);
    else boxes.roundRect(x, y, width, height, 12);
    tiles.rect(x + 16, y + 16, 32, 32);
    if (problems.has(node.id)) faults.rect(x + width - 40, y + 20, 24, 24);
    const isMarked = selected.has(node.id) || active === node.id;
    const state = STATE_COLOURS[nodeStates[node.id] ?? "idle"];
    const colour = isMarked ? palette.accent : state && palette[state];
    if (!colour) continue;
    const ring = rings.get(colour) ?? new Path2D();
    rings.set(colour, ring);
    ring.rect(x, y, width, height);
  }
  context.fillStyle = palette.surface;
  context.fill(boxes);
  context.lineWidth = 1 / zoom;
  context.strokeStyle = palette["line-strong"];
  context.stroke(boxes);
  context.fillStyle = palette["ink-faint"];
  context.fill(tiles);
  context.fillStyle = palette.bad;
  context.fill(faults);
  context.lineWidth = 2 / zoom;
  for (const [colour, ring] of rings) {
    context.strokeStyle = colour;
    context.stroke(ring);
  }
}

function drawNames(
  context: CanvasRenderingContext2D,
  nodes: readonly FlowNode[],
  palette: Palette,
  zoom: number,
): void {
  const size = NAME_SIZE_PX / zoom;
  const letters = Math.floor((NODE_WIDTH - 64) / (size * 0.55));
  context.font = `600 ${size}px ${getComputedStyle(context.canvas).fontFamily}`;
  context.textBaseline = "middle";
  context.fillStyle = palette.ink;
  for (const { name, position } of nodes) {
    const text = name.length > letters ? `${name.slice(0, Math.max(1, letters - 1))}…` : name;
    context.fillText(text, position.x + 58, position.y + HEADER_HEIGHT / 2);
  }
}

function portPoint(kinds: Kinds, node: FlowNode, side: "input" | "output", port: string) {
  const { x, y } = portOffset(nodePorts(kinds.of(node), node.parameters), side, port);
  return { x: node.position.x + x, y: node.position.y + y };
}

function isNear(part: Rectangle, one: FlowNode, other: FlowNode): boolean {
  return (
    Math.min(one.position.x, other.position.x) < part.x + part.width &&
    Math.max(one.position.x, other.position.x) + NODE_WIDTH > part.x &&
    Math.min(one.position.y, other.position.y) < part.y + part.height &&
    Math.max(one.position.y, other.position.y) + HEADER_HEIGHT * 4 > part.y
  );
}
