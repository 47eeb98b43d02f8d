// Far out, the flow is one picture on a canvas element that follows the view.
import { type ReactFlowState, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { type CanvasStore, sceneIn, useCanvasStore } from "../store";
import { OVERVIEW_ZOOM } from "../visible";
import { Frame } from "./frame";
import { usePalette } from "./palette";

const isFarOut = ({ transform: [, , zoom] }: ReactFlowState) => zoom < OVERVIEW_ZOOM;

/** When nothing has moved for so long, the picture is made sharp. */
const REST_MS = 120;

/** Nothing while the cards themselves are drawn. */
export function OverviewLayer() {
  return useStore(isFarOut) ? <Overview /> : null;
}

function Overview() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const flow = useStoreApi();
  const store = useCanvasStore();
  useEffect(() => {
    const picture = new Frame();
    let [frame, rest] = [0, 0];
    const draw = (isMoving: boolean) => {
      frame = 0;
      const { transform, width, height } = flow.getState();
      if (!canvas.current || width === 0) return;
      const [x, y, zoom] = transform;
      const look = { x, y, zoom, width, height, density: devicePixelRatio };
      const isSharp = picture.show(canvas.current, look, pictureOf(store), palette, isMoving);
      clearTimeout(rest);
      if (!isSharp) rest = window.setTimeout(draw, REST_MS, false);
    };
    const ask = () => {
      frame ||= requestAnimationFrame(() => draw(true));
    };
    ask();
    const stops = [flow.subscribe(ask), store.subscribe(ask)];
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      for (const stop of stops) stop();
    };
  }, [flow, store, palette]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus
  return <canvas ref={canvas} aria-hidden="true" className="flow-overview" />;
}

function pictureOf(store: CanvasStore) {
  const state = store.getState();
  return { ...state, scene: sceneIn(state) };
}
