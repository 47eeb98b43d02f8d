// Which part of a large flow is given to React Flow: what is in view and some
// way around it. Far out, nothing is: the overview layer draws the flow then.
import { useOnViewportChange, useReactFlow, useStoreApi, type Viewport } from "@xyflow/react";
import { useState } from "react";
import {
  type FlowEdge,
  type FlowNode,
  NODE_WIDTH,
  nodesById,
  type Rectangle,
  type Scene,
} from "@/graph";

/** Below this zoom the overview layer draws, as one picture. */
export const OVERVIEW_ZOOM = 0.35;
/** A flow up to this size is given to React Flow as a whole. */
const SMALL_NODES_MAXIMUM = 150;
/** More than any card is high. */
const REACH = 400;

/** The part of the canvas whose nodes are drawn; undefined while the overview draws. */
export type Window = Rectangle | undefined;

/** Follows the viewport; changes only when the view leaves the window or crosses the overview zoom. */
export function useWindow(): Window {
  const { getViewport } = useReactFlow();
  const store = useStoreApi();
  const [window, setWindow] = useState<Window>(() => undefined);
  const update = (viewport: Viewport) => {
    const { width, height } = store.getState();
    setWindow((old) => nextWindow(old, viewport, width, height));
  };
  useOnViewportChange({ onChange: update, onEnd: update });
  // The first viewport is set before anybody listens.
  if (window === undefined && getViewport().zoom >= OVERVIEW_ZOOM) {
    const { width, height } = store.getState();
    if (width > 0) setWindow(nextWindow(undefined, getViewport(), width, height));
  }
  return window;
}

/** The nodes and arrows to draw in a window, with the far ends of those arrows. */
export function visiblePart(
  scene: Scene,
  window: Window,
): { nodes: readonly FlowNode[]; edges: readonly FlowEdge[] } {
  const { document, hidden } = scene;
  if (!window) return { nodes: [], edges: [] };
  if (document.nodes.length <= SMALL_NODES_MAXIMUM) {
    if (hidden.size === 0) return document;
    return { nodes: document.nodes.filter(({ id }) => !hidden.has(id)), edges: document.edges };
  }
  const byId = nodesById(document);
  const ids = new Set<string>();
  const touches = (start: FlowNode, end: FlowNode) =>
    reaches(window, extentOf(scene, start), extentOf(scene, end));
  for (const node of document.nodes) {
    if (!hidden.has(node.id) && touches(node, node)) ids.add(node.id);
  }
  const edges = document.edges.filter(({ from, to }) => {
    const [source, target] = [byId.get(from.node), byId.get(to.node)];
    if (!source || !target || !touches(source, target)) return false;
    for (const { id } of [source, target]) if (!hidden.has(id)) ids.add(id);
    return true;
  });
  return { nodes: document.nodes.filter(({ id }) => ids.has(id)), edges };
}

export function nextWindow(
  old: Window,
  { x, y, zoom }: Viewport,
  width: number,
  height: number,
): Window {
  if (zoom < OVERVIEW_ZOOM) return undefined;
  const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  const isInside =
    old !== undefined &&
    old.x <= view.x &&
    old.y <= view.y &&
    old.x + old.width >= view.x + view.width &&
    old.y + old.height >= view.y + view.height;
  if (isInside && old.width < view.width * 4) return old;
  return {
    x: view.x - view.width / 2,
    y: view.y - view.height / 2,
    width: view.width * 2,
    height: view.height * 2,
  };
}

function extentOf({ boxes }: Scene, node: FlowNode): Rectangle {
  return boxes.get(node.id) ?? { ...node.position, width: NODE_WIDTH, height: REACH };
}

/** Whether the box around two places reaches into the window. */
function reaches(window: Rectangle, one: Rectangle, other: Rectangle): boolean {
  const left = Math.min(one.x, other.x);
  const right = Math.max(one.x + one.width, other.x + other.width);
  const top = Math.min(one.y, other.y);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return (
    left < window.x + window.width &&
    right > window.x &&
    top < window.y + window.height &&
    bottom > window.y
  );
}
