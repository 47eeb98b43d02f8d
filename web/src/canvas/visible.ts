// Which part of a large flow is given to React Flow: what is in view and some
// way around it. Far out, nothing is: the overview layer draws the flow then.
import { useOnViewportChange, useReactFlow, useStoreApi, type Viewport } from "@xyflow/react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import {
  type FlowEdge,
  type FlowNode,
  NODE_WIDTH,
  nodesById,
  type Rectangle,
  type Scene,
  type Size,
} from "@/graph";

/** Below this zoom the overview layer draws, as one picture. */
export const OVERVIEW_ZOOM = 0.35;
/** A flow up to this size is given to React Flow as a whole. */
const SMALL_NODES_MAXIMUM = 150;
/** Two frames of a slow screen. */
const AFTER_FIRST_PAINT_MS = 60;
/** More than any card is high. */
const REACH = 400;

/** The part of the canvas whose nodes are drawn; undefined while the overview draws. */
export type Window = Rectangle | undefined;

/** The room the canvas has when it is opened, and where it looks then. */
export type FirstLook = Size & { readonly viewport: Viewport | undefined };

/** Follows the viewport; changes only when the view leaves the window or crosses the overview zoom. */
export function useWindow({ viewport, width, height }: FirstLook): Window {
  const { getViewport } = useReactFlow();
  const store = useStoreApi();
  // What is in view comes first; what is around it when that is on the screen.
  const [window, setWindow] = useState<Window>(() =>
    viewport && viewport.zoom >= OVERVIEW_ZOOM ? viewOf(viewport, width, height) : undefined,
  );
  useWiderLater(window, setWindow);
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

/** Adds what is around the first view once that has been painted. */
function useWiderLater(window: Window, setWindow: (window: Window) => void): void {
  const { getViewport } = useReactFlow();
  const store = useStoreApi();
  const isFirst = useRef(true);
  const widen = useEffectEvent(() => {
    const { width, height } = store.getState();
    setWindow(nextWindow(undefined, getViewport(), width, height));
  });
  const isThere = window !== undefined;
  useEffect(() => {
    if (!isThere || !isFirst.current) return;
    isFirst.current = false;
    const timer = setTimeout(widen, AFTER_FIRST_PAINT_MS);
    return () => clearTimeout(timer);
  }, [isThere]);
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
  const view = viewOf({ x, y, zoom }, width, height);
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

function viewOf({ x, y, zoom }: Viewport, width: number, height: number): Rectangle {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
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
