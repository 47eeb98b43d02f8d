// Moving the view of the canvas: for buttons, keys and whoever owns the page.
import { useReactFlow, useStoreApi, type Viewport } from "@xyflow/react";
import { type MouseEvent, useCallback, useEffect, useEffectEvent, useMemo, useRef } from "react";
import { around, type Position, type Rectangle, readingOrder, type Size } from "@/graph";
import { useCanvasActions } from "./actions";
import { hitNode } from "./overview/hit";
import { type CanvasState, type CanvasStore, sceneIn, useCanvasStore } from "./store";
import { ViewHistory } from "./view-history";
import { firstViewport, flowBox, placeOf, viewportOn, viewportWith } from "./viewport";
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
  /** These nodes and notes in view, as large as fits; everything if there are none. */
  showThese(ids: Iterable<string>): void;
  /** Moves so far that the node or note is in view; from far out comes closer. */
  show(node: string): void;
  /** Looks where the canvas looked before, or after going back. */
  back(): void;
  forward(): void;
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

/** Where a flow that was just opened is looked at first; undefined if there is nothing to see. */
export function firstLook(state: CanvasState, view: Size): Viewport | undefined {
  const { document, active, marks = {} } = state;
  const scene = sceneIn(state);
  const [first] = readingOrder(document);
  const beginning = first && placeOf(scene, first.id);
  const box = beginning && flowBox(scene);
  if (!box) return undefined;
  const marked = around(Object.keys(marks).flatMap((id) => placeOf(scene, id) ?? []));
  const viewport = firstViewport(box, view, beginning, marked);
  // A run opens at the step people come for.
  const place = active === undefined ? undefined : placeOf(scene, active);
  return place ? viewportWith(place, viewport, view) : viewport;
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
  const history = new ViewHistory();
  const scene = () => sceneIn(store.getState());
  const go = (viewport: Viewport, options?: { duration: number }) => {
    history.leave(flow.getViewport(), viewport);
    void flow.setViewport(viewport, options);
  };
  const look = (viewportFor: (box: Rectangle, view: Size) => Viewport) => {
    const box = flowBox(scene());
    if (box) go(viewportFor(box, size()));
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
      const viewport = firstLook(store.getState(), size());
      if (viewport) void flow.setViewport(viewport);
    },
    showAll: () => look(viewportOn),
    showPlain: () => void flow.zoomTo(1, glide),
    showThese: (ids) => {
      const box = around([...ids].flatMap((id) => placeOf(scene(), id) ?? []));
      if (box) go(viewportOn(box, size()), glide);
      else look(viewportOn);
    },
    show: (id) => {
      const box = placeOf(scene(), id);
      if (!box) return;
      const viewport = flow.getViewport();
      if (viewport.zoom < OVERVIEW_ZOOM) go(viewportOn(box, size(), 1), glide);
      else go(viewportWith(box, viewport, size()), glide);
    },
    back: () => {
      const viewport = history.back(flow.getViewport());
      if (viewport) void flow.setViewport(viewport, glide);
    },
    forward: () => {
      const viewport = history.forward(flow.getViewport());
      if (viewport) void flow.setViewport(viewport, glide);
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
      const node = hitNode(scene(), point);
      if (!node) return false;
      const isSecond = pressed.node === node && event.timeStamp - pressed.at < 400;
      pressed = { node, at: event.timeStamp };
      press(node, isSecond, event.shiftKey || event.metaKey || event.ctrlKey);
      return true;
    },
  };
}
