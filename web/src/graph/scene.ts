// Where everything is drawn: boxes are as large as what stands in them, and what
// stands in a folded box or group is drawn as that. Nodes keep their places on
// the canvas whatever box they are in, so a scene is worked out, never stored.

import type { FlowDocument, FlowGroup, FlowNode, Position } from "./document";
import {
  around,
  contains,
  HEADER_HEIGHT,
  NODE_WIDTH,
  nodeSize,
  type Rectangle,
  ROW_HEIGHT,
  rowCount,
  type Size,
} from "./geometry";
import { isBoxKind, type Kinds, nodePorts } from "./kind";
import { nodeOf } from "./look-up";
import { boxesAround, childrenOf, isInside } from "./tree";

/** Room between the border of a box and what stands in it. */
export const BOX_PADDING = 32;
/** Room for the error ports of the lowest nodes in a box. */
const BOX_FOOT = 48;
/** The body of a box nothing stands in. */
const EMPTY_BODY: Size = { width: NODE_WIDTH + 2 * BOX_PADDING, height: 96 };
const GROUP_PADDING = 24;
/** Where the label of a group stands, above its nodes. */
export const GROUP_HEADER = 32;

/** A group with the place of its frame, or of its card if it is folded. */
export type PlacedGroup = { readonly group: FlowGroup; readonly rectangle: Rectangle };

export type Scene = {
  readonly document: FlowDocument;
  readonly kinds: Kinds;
  /** Where boxes are drawn, by node. */
  readonly boxes: ReadonlyMap<string, Rectangle>;
  /** What a node that is not drawn is drawn as: a folded box or group. */
  readonly hidden: ReadonlyMap<string, string>;
  readonly groups: readonly PlacedGroup[];
};

const NOTHING_FOLDED: ReadonlySet<string> = new Set();
type Known = { scene: Scene; readonly folded: ReadonlySet<string> };
/** Some are asked for folded and unfolded in turn. */
const KNOWN_MAXIMUM = 4;
const known = new WeakMap<readonly FlowNode[], Known[]>();

/** The scene of a document; `folded` are the boxes that are drawn as one card. */
export function sceneOf(
  document: FlowDocument,
  kinds: Kinds,
  folded: ReadonlySet<string> = NOTHING_FOLDED,
): Scene {
  const list = known.get(document.nodes) ?? [];
  const last = list.find(
    ({ scene, folded: other }) =>
      scene.kinds === kinds && other === folded && scene.document.groups === document.groups,
  );
  if (last) {
    // What is drawn depends on nodes and groups alone; arrows may have changed.
    if (last.scene.document !== document) last.scene = { ...last.scene, document };
    return last.scene;
  }
  const scene = makeScene(document, kinds, folded);
  known.set(document.nodes, [{ scene, folded }, ...list].slice(0, KNOWN_MAXIMUM));
  return scene;
}

/** Where a node is drawn, or would be if nothing were folded. */
export function rectangleOf(scene: Scene, node: FlowNode): Rectangle {
  return scene.boxes.get(node.id) ?? plainRectangle(scene.kinds, node);
}

/** How large a node is drawn. */
export function sizeOf(scene: Scene, node: FlowNode): Size {
  return rectangleOf(scene, node);
}

/** Whether a node is a box that others can stand in. */
export function isBox(kinds: Kinds, node: FlowNode): boolean {
  return isBoxKind(kinds.of(node));
}

/** The innermost box at a point that none of these nodes is or holds. */
export function boxAt(
  scene: Scene,
  point: Position,
  without: ReadonlySet<string> = NOTHING_FOLDED,
): string | undefined {
  const { document, hidden } = scene;
  let best: { id: string; depth: number } | undefined;
  for (const [id, rectangle] of scene.boxes) {
    if (hidden.has(id) || !contains(rectangle, point)) continue;
    const around = boxesAround(document, id);
    if (without.has(id) || around.some((box) => without.has(box.id))) continue;
    if (!best || around.length > best.depth) best = { id, depth: around.length };
  }
  return best?.id;
}

/** Where the first node of an empty box stands. */
export function firstPlaceIn(scene: Scene, box: FlowNode): Position {
  const { x, y } = rectangleOf(scene, box);
  return { x: x + BOX_PADDING, y: y + headerHeight(scene.kinds, box) + BOX_PADDING };
}

/** The part of a box above its body. */
export function headerHeight(kinds: Kinds, box: FlowNode): number {
  const ports = nodePorts(kinds.of(box), box.parameters);
  return HEADER_HEIGHT + rowCount(ports) * ROW_HEIGHT;
}

function makeScene(document: FlowDocument, kinds: Kinds, folded: ReadonlySet<string>): Scene {
  const boxes = new Map<string, Rectangle>();
  const open = document.nodes.filter((node) => isBox(kinds, node));
  for (const box of open) placeBox(document, kinds, box, folded, boxes);
  const hidden = new Map<string, string>();
  if (folded.size > 0) hideInBoxes(document, folded, hidden);
  const scene = { document, kinds, boxes, hidden, groups: [] };
  if (!document.groups) return scene;
  const groups = document.groups.flatMap((group) => placeGroup(scene, group) ?? []);
  hideInGroups(document, groups, hidden);
  return { ...scene, groups };
}

/** Places a box and, before it, those in it. */
function placeBox(
  document: FlowDocument,
  kinds: Kinds,
  box: FlowNode,
  folded: ReadonlySet<string>,
  boxes: Map<string, Rectangle>,
): Rectangle {
  const placed = boxes.get(box.id);
  if (placed) return placed;
  // So that boxes in a circle come to an end; the check names them.
  boxes.set(box.id, plainRectangle(kinds, box));
  const inside = childrenOf(document, box.id).map((child) =>
    isBox(kinds, child)
      ? placeBox(document, kinds, child, folded, boxes)
      : plainRectangle(kinds, child),
  );
  const rectangle = boxRectangle(kinds, box, inside);
  const { x, y } = rectangle;
  const isFolded = folded.has(box.id);
  boxes.set(box.id, isFolded ? { x, y, ...plainSize(kinds, box) } : rectangle);
  return boxes.get(box.id) as Rectangle;
}

function boxRectangle(kinds: Kinds, box: FlowNode, inside: readonly Rectangle[]): Rectangle {
  const header = headerHeight(kinds, box);
  const content = around(inside);
  if (!content) {
    return {
      ...box.position,
      width: EMPTY_BODY.width,
      height: header + EMPTY_BODY.height,
    };
  }
  return {
    x: content.x - BOX_PADDING,
    y: content.y - header - BOX_PADDING,
    width: Math.max(content.width + 2 * BOX_PADDING, EMPTY_BODY.width),
    height: header + BOX_PADDING + content.height + BOX_FOOT,
  };
}

function hideInBoxes(
  document: FlowDocument,
  folded: ReadonlySet<string>,
  hidden: Map<string, string>,
): void {
  for (const node of document.nodes) {
    if (node.parent === undefined) continue;
    const outermost = boxesAround(document, node.id).findLast((box) => folded.has(box.id));
    if (outermost) hidden.set(node.id, outermost.id);
  }
}

function placeGroup(scene: Scene, group: FlowGroup): PlacedGroup | undefined {
  const members = group.nodes.flatMap((id) => nodeOf(scene.document, id) ?? []);
  const box = around(members.map((node) => rectangleOf(scene, node)));
  if (!box) return undefined;
  const x = box.x - GROUP_PADDING;
  const y = box.y - GROUP_PADDING - GROUP_HEADER;
  if (group.collapsed) {
    // At the height of what it stands for, so that arrows run straight.
    const middle = box.y + (box.height - HEADER_HEIGHT) / 2;
    return { group, rectangle: { x: box.x, y: middle, width: NODE_WIDTH, height: HEADER_HEIGHT } };
  }
  return {
    group,
    rectangle: {
      x,
      y,
      width: box.width + 2 * GROUP_PADDING,
      height: box.height + 2 * GROUP_PADDING + GROUP_HEADER,
    },
  };
}

function hideInGroups(
  document: FlowDocument,
  groups: readonly PlacedGroup[],
  hidden: Map<string, string>,
): void {
  for (const { group } of groups) {
    if (!group.collapsed) continue;
    const members = new Set(group.nodes);
    for (const node of document.nodes) {
      const isMember = group.nodes.some((id) => isInside(document, node.id, id));
      if (members.size > 0 && isMember && !hidden.has(node.id)) hidden.set(node.id, group.id);
    }
  }
}

function plainRectangle(kinds: Kinds, node: FlowNode): Rectangle {
  return { ...node.position, ...plainSize(kinds, node) };
}

function plainSize(kinds: Kinds, node: FlowNode): Size {
  return nodeSize(nodePorts(kinds.of(node), node.parameters));
}
