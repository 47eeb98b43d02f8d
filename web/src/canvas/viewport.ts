// Where the canvas looks: showing everything, a node, or a step closer.
import type { Viewport } from "@xyflow/react";
import { around, nodeOf, type Rectangle, rectangleOf, type Scene, type Size } from "@/graph";

export const ZOOM_MINIMUM = 0.04;
export const ZOOM_MAXIMUM = 2;
/** A few nodes are not blown up to fill the screen. */
const FIT_ZOOM_MAXIMUM = 1;
const PADDING = 64;
/** Below this zoom names are hard to read. */
const LEGIBLE_ZOOM = 0.45;
const BEGINNING_ZOOM = 0.8;
const BEGINNING_INSET = 32;

/** The box around everything on the canvas. */
export function flowBox(scene: Scene): Rectangle | undefined {
  const notes = (scene.document.notes ?? []).map(({ position, width, height }) => ({
    ...position,
    width,
    height,
  }));
  const nodes = scene.document.nodes.filter(({ id }) => !scene.hidden.has(id));
  const groups = scene.groups.map(({ rectangle }) => rectangle);
  return around([...nodes.map((node) => rectangleOf(scene, node)), ...groups, ...notes]);
}

/** Where a node, note or group is drawn, or what it is drawn as. */
export function placeOf(scene: Scene, id: string): Rectangle | undefined {
  const shown = scene.hidden.get(id) ?? id;
  const node = nodeOf(scene.document, shown);
  if (node) return rectangleOf(scene, node);
  const group = scene.groups.find((placed) => placed.group.id === shown);
  if (group) return group.rectangle;
  const note = scene.document.notes?.find((other) => other.id === id);
  return note && { ...note.position, width: note.width, height: note.height };
}

/** The viewport that shows a box in the middle. */
export function viewportOn(box: Rectangle, view: Size, zoom?: number): Viewport {
  const across = (view.width - PADDING * 2) / box.width;
  const down = (view.height - PADDING * 2) / box.height;
  const fitting = Math.min(across, down, FIT_ZOOM_MAXIMUM);
  const own = zoom ?? Math.max(ZOOM_MINIMUM, fitting);
  return {
    x: view.width / 2 - (box.x + box.width / 2) * own,
    y: view.height / 2 - (box.y + box.height / 2) * own,
    zoom: own,
  };
}

/**
 * The viewport a flow opens with: all of it if that is legible, else its
 * beginning; the minimap shows the rest.
 */
export function firstViewport(
  box: Rectangle,
  view: Size,
  beginning: Rectangle,
  /** What differs from another version; a comparison opens with it. */
  marked?: Rectangle,
): Viewport {
  const whole = viewportOn(box, view);
  if (whole.zoom >= LEGIBLE_ZOOM) return whole;
  if (marked) return viewportOn(marked, view);
  const { y } = viewportOn(beginning, view, BEGINNING_ZOOM);
  const x = BEGINNING_INSET - beginning.x * BEGINNING_ZOOM;
  // A flow that goes on downwards leaves no empty space above it.
  const top = PADDING - box.y * BEGINNING_ZOOM;
  return { x, y: Math.min(y, top), zoom: BEGINNING_ZOOM };
}

/** The viewport moved just so far that the box is in view; the same viewport if it is. */
export function viewportWith(box: Rectangle, viewport: Viewport, view: Size): Viewport {
  const { zoom } = viewport;
  const left = box.x * zoom + viewport.x;
  const top = box.y * zoom + viewport.y;
  const x = viewport.x + inside(left, left + box.width * zoom, view.width);
  const y = viewport.y + inside(top, top + box.height * zoom, view.height);
  return x === viewport.x && y === viewport.y ? viewport : { x, y, zoom };
}

/** How far a stretch must move to lie within 0 and `end` with some padding. */
function inside(from: number, to: number, end: number): number {
  if (from < PADDING) return PADDING - from;
  if (to > end - PADDING) return end - PADDING - to;
  return 0;
}
