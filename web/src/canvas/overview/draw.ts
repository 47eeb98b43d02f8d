// Draws a flow as one picture: cards as plain boxes, arrows as lines. Shapes of
// one colour are one path, which is what keeps thousands of them quick.
import {
  arrowCurve,
  ERROR_PORT,
  type FlowDocument,
  type FlowNode,
  HEADER_HEIGHT,
  NODE_WIDTH,
  type NodeState,
  nodePorts,
  nodesById,
  type Position,
  portOffset,
  type Rectangle,
  rectangleOf,
  type Scene,
} from "@/graph";
import { groupColour } from "../group-colour";
import type { CanvasState, Mark } from "../store";
import { placeOf } from "../viewport";
import { nodesNear } from "./grid";
import type { Palette } from "./palette";

export type Picture = Pick<
  CanvasState,
  "selected" | "active" | "nodeStates" | "edgeCounts" | "problems" | "marks"
> & { readonly scene: Scene };

/** Below this zoom arrows are straight lines: a curve of three pixels looks no better. */
const CURVES_ZOOM = 0.12;
/** From this zoom on names are legible. */
const NAMES_ZOOM = 0.18;
const NAME_SIZE_PX = 10;

const STATE_COLOURS: Readonly<Partial<Record<NodeState, keyof Palette>>> = {
  running: "busy",
  retrying: "warn",
  waiting: "warn",
  held: "warn",
  in_doubt: "doubt",
  done: "good",
  failed: "bad",
};

const MARK_COLOURS: Readonly<Record<Mark, keyof Palette>> = {
  added: "good",
  removed: "bad",
  changed: "busy",
  moved: "line-strong",
};

/** The colour of a node's frame: how it stands in a run, or differs from another version. */
function colourOf({ nodeStates, marks }: Picture, id: string): keyof Palette | undefined {
  const mark = marks?.[id];
  return mark ? MARK_COLOURS[mark] : STATE_COLOURS[nodeStates[id] ?? "idle"];
}

/** Draws what is in `part`; the context is already moved and scaled to the flow. */
export function drawFlow(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  part: Rectangle,
  zoom: number,
): void {
  const { scene } = picture;
  const { boxes, hidden } = scene;
  drawGroups(context, scene, palette, zoom);
  drawNotes(context, scene.document, palette);
  drawBoxes(context, picture, palette, zoom);
  drawArrows(context, picture, palette, part, zoom);
  const near = nodesNear(scene.document.nodes, part);
  const isPlain = boxes.size + hidden.size === 0;
  const nodes = isPlain ? near : near.filter(({ id }) => !boxes.has(id) && !hidden.has(id));
  drawCards(context, picture, palette, nodes, zoom);
  if (zoom < NAMES_ZOOM) return;
  const names = nodes.map(({ name, position }) => ({ name, position }));
  drawNames(context, [...names, ...frameNames(scene)], palette, zoom);
}

/** Boxes and groups: what has a frame, and a name on it. */
function frameNames(scene: Scene) {
  const byId = nodesById(scene.document);
  const boxes = [...scene.boxes].flatMap(([id, position]) => {
    const name = byId.get(id)?.name;
    return name === undefined || scene.hidden.has(id) ? [] : [{ name, position }];
  });
  const folded = scene.groups.filter(({ group }) => group.collapsed);
  return [
    ...boxes,
    ...folded.map(({ group, rectangle }) => ({ name: group.label, position: rectangle })),
  ];
}

/** Outer boxes first, so that inner ones lie on them. */
function drawBoxes(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  zoom: number,
): void {
  const { scene, selected, active } = picture;
  for (const [id, { x, y, width, height }] of scene.boxes) {
    if (scene.hidden.has(id)) continue;
    const state = colourOf(picture, id);
    const isMarked = selected.has(id) || active === id;
    context.fillStyle = palette.surface;
    context.globalAlpha = 0.55;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
    context.fillRect(x, y, width, HEADER_HEIGHT);
    context.fillStyle = palette["ink-faint"];
    context.fillRect(x + 16, y + 16, 32, 32);
    context.lineWidth = (isMarked || state ? 2 : 1) / zoom;
    context.strokeStyle = isMarked ? palette.accent : palette[state ?? "line-strong"];
    context.strokeRect(x, y, width, height);
  }
}

function drawGroups(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  zoom: number,
): void {
  for (const { group, rectangle } of scene.groups) {
    const { x, y, width, height } = rectangle;
    const colour = palette[groupColour(group.colour)];
    context.fillStyle = colour;
    context.globalAlpha = group.collapsed ? 0.3 : 0.12;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
    context.lineWidth = 1 / zoom;
    context.strokeStyle = colour;
    context.strokeRect(x, y, width, height);
  }
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
  { scene, edgeCounts }: Picture,
  palette: Palette,
  part: Rectangle,
  zoom: number,
): void {
  const byId = nodesById(scene.document);
  const [plain, taken] = [new Path2D(), new Path2D()];
  for (const { id, from, to } of scene.document.edges) {
    const [source, target] = [byId.get(from.node), byId.get(to.node)];
    if (!source || !target || !isNear(scene, part, source, target)) continue;
    if (isWithin(scene, source, target)) continue;
    const path = edgeCounts[id]?.state === "taken" ? taken : plain;
    const start = portPoint(scene, source, "output", from.port);
    const end = portPoint(scene, target, "input", to.port);
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
  const { scene, selected, active, problems } = picture;
  const [boxes, tiles, faults] = [new Path2D(), new Path2D(), new Path2D()];
  const rings = new Map<string, Path2D>();
  for (const node of nodes) {
    const { x, y, width, height } = rectangleOf(scene, node);
    if (zoom < NAMES_ZOOM) boxes.rect(x, y, width, height);
    else boxes.roundRect(x, y, width, height, 12);
    tiles.rect(x + 16, y + 16, 32, 32);
    if (problems.has(node.id)) faults.rect(x + width - 40, y + 20, 24, 24);
    const isMarked = selected.has(node.id) || active === node.id;
    const state = colourOf(picture, node.id);
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
  nodes: readonly { readonly name: string; readonly position: Position }[],
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

/** Where an arrow meets a node, or the folded box or group it is drawn as. */
function portPoint(scene: Scene, node: FlowNode, side: "input" | "output", port: string) {
  if (scene.hidden.has(node.id)) {
    const { x, y, width, height } = placeOf(scene, node.id) ?? rectangleOf(scene, node);
    return { x: side === "input" ? x : x + width, y: y + height / 2 };
  }
  const rectangle = rectangleOf(scene, node);
  const ports = nodePorts(scene.kinds.of(node), node.parameters);
  const { x, y } = portOffset(ports, side, port, rectangle);
  return { x: rectangle.x + x, y: rectangle.y + y };
}

/** Whether both ends of an arrow are drawn as the same thing. */
function isWithin({ hidden }: Scene, one: FlowNode, other: FlowNode): boolean {
  if (hidden.size === 0) return false;
  const shown = hidden.get(one.id);
  return shown !== undefined && shown === (hidden.get(other.id) ?? other.id);
}

function isNear(scene: Scene, part: Rectangle, one: FlowNode, other: FlowNode): boolean {
  const [left, right] = [scene.boxes.get(one.id), scene.boxes.get(other.id)];
  const reach = { width: NODE_WIDTH, height: HEADER_HEIGHT * 4 };
  const [a, b] = [left ?? { ...one.position, ...reach }, right ?? { ...other.position, ...reach }];
  return (
    Math.min(a.x, b.x) < part.x + part.width &&
    Math.max(a.x + a.width, b.x + b.width) > part.x &&
    Math.min(a.y, b.y) < part.y + part.height &&
    Math.max(a.y + a.height, b.y + b.height) > part.y
  );
}
