// Moving the view of the canvas: for buttons, keys and whoever owns the page.
import { useReactFlow, useStoreApi, type Viewport } from "@xyflow/react";
import { type MouseEvent, useCallback, useEffect, useEffectEvent, useMemo, useRef } from "react";
import { nodeOf, type Position, type Rectangle, readingOrder, type Size } from "@/graph";
import { useCanvasActions } from "./actions";
import { hitNode } from "./overview/hit";
import { type CanvasStore, useCanvasStore } from "./store";
import { firstViewport, flowBox, nodeBox, viewportOn, viewportWith } from "./viewport";
import { OVERVIEW_ZOOM } from "./visible";

export type CanvasView = {
  /** Gives the keyboard to the canvas. */
  focus(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** Where a flow that was just opened is looked at first. */
  showFirst(): void;
  /** Everything in view. */
  showAll(): void;
  /** Zoom 100 %. */
  showPlain(): void;
  /** Moves so far that the node is in view; from far out comes closer. */
  show(node: string): void;
  /** Puts a point of the flow in the middle. */
  centre(point: Position): void;
  /** The middle of what is in view, on the flow. */
  middle(): Position;
  /** The pointer on the flow, while it is on the canvas. */
  pointer(): Position | undefined;
  /** Selects or opens what was pressed in the overview; false if that is not drawn. */
  pressOverview(event: MouseEvent): boolean;
};

const GLIDE_MS = 180;

export function useCanvasView(onView?: (view: CanvasView) => void): CanvasView {
  const store = useCanvasStore();
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  const actions = useCanvasActions();
  const press = useEffectEvent((node: string, isSecond: boolean, isMore: boolean) => {
    if (isSecond) return actions.onOpen(node);
    const { selected } = store.getState();
    actions.onSelect(new Set(isMore ? [...selected, node] : [node]), new Set());
    actions.onActive(node);
  });
  const pointer = usePointer(flowStore);
  const view = useMemo(
    () => makeView(store, flow, flowStore, pointer, press),
    [store, flow, flowStore, pointer],
  );
  const tell = useEffectEvent((current: CanvasView) => onView?.(current));
  useEffect(() => tell(view), [view]);
  return view;
}

/** Where the pointer is on the page, while it is on the canvas. */
function usePointer(flowStore: ReturnType<typeof useStoreApi>): () => Position | undefined {
  const point = useRef<Position>(undefined);
  useEffect(() => {
    const follow = (event: PointerEvent) => {
      const isOver = flowStore.getState().domNode?.contains(event.target as Element);
      point.current = isOver ? { x: event.clientX, y: event.clientY } : undefined;
    };
    addEventListener("pointermove", follow, { passive: true });
    return () => removeEventListener("pointermove", follow);
  }, [flowStore]);
  return useCallback(() => point.current, []);
}

function makeView(
  store: CanvasStore,
  flow: ReturnType<typeof useReactFlow>,
  flowStore: ReturnType<typeof useStoreApi>,
  pointer: () => Position | undefined,
  press: (node: string, isSecond: boolean, isMore: boolean) => void,
): CanvasView {
  const size = () => {
    const { width, height } = flowStore.getState();
    return { width, height };
  };
  const glide = { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : GLIDE_MS };
  let pressed = { node: "", at: 0 };
  const look = (viewportFor: (box: Rectangle, view: Size) => Viewport) => {
    const { document, kinds } = store.getState();
    const box = flowBox(document, kinds);
    if (box) void flow.setViewport(viewportFor(box, size()));
  };
  const middle = () => {
    const { x, y, zoom } = flow.getViewport();
    const { width, height } = size();
    return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
  };
  return {
    focus: () =>
      flowStore
        .getState()
        .domNode?.closest<HTMLElement>(".flow-canvas")
        ?.focus({ preventScroll: true }),
    zoomIn: () => void flow.zoomIn(glide),
    zoomOut: () => void flow.zoomOut(glide),
    showFirst: () => {
      const { document, kinds, active } = store.getState();
      const [first] = readingOrder(document);
      if (first) look((box, view) => firstViewport(box, view, nodeBox(kinds, first)));
      // A run opens at the step people come for.
      const node = active === undefined ? undefined : nodeOf(document, active);
      if (!node) return;
      void flow.setViewport(viewportWith(nodeBox(kinds, node), flow.getViewport(), size()));
    },
    showAll: () => look(viewportOn),
    showPlain: () => void flow.zoomTo(1, glide),
    show: (id) => {
      const { document, kinds } = store.getState();
      const node = nodeOf(document, id);
      if (!node) return;
      const viewport = flow.getViewport();
      const box = nodeBox(kinds, node);
      if (viewport.zoom < OVERVIEW_ZOOM) void flow.setViewport(viewportOn(box, size(), 1), glide);
      else void flow.setViewport(viewportWith(box, viewport, size()), glide);
    },
    centre: (point) => {
      const { zoom } = flow.getViewport();
      void flow.setViewport(viewportOn({ ...point, width: 0, height: 0 }, size(), zoom));
    },
    middle,
    pointer: () => {
      const point = pointer();
      return point && flow.screenToFlowPosition(point, { snapToGrid: false });
    },
    pressOverview: (event) => {
      if (flow.getViewport().zoom >= OVERVIEW_ZOOM) return false;
      const point = flow.screenToFlowPosition(
        { x: event.clientX, y: event.clientY },
        { snapToGrid: false },
      );
      const { document, kinds } = store.getState();
      const node = hitNode(document, kinds, point);
      if (!node) return false;
      const isSecond = pressed.node === node && event.timeStamp - pressed.at < 400;
      pressed = { node, at: event.timeStamp };
      press(node, isSecond, event.shiftKey || event.metaKey || event.ctrlKey);
      return true;
    },
  };
}
