// Far out, the flow is one picture on a canvas element that follows the view.
import { type ReactFlowState, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useCanvasStore } from "../store";
import { OVERVIEW_ZOOM } from "../visible";
import { drawFlow } from "./draw";
import { type Palette, usePalette } from "./palette";

const isFarOut = ({ transform: [, , zoom] }: ReactFlowState) => zoom < OVERVIEW_ZOOM;

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
    let frame = 0;
    const draw = () => {
      frame = 0;
      if (canvas.current) drawView(canvas.current, flow.getState(), store.getState(), palette);
    };
    const ask = () => {
      frame ||= requestAnimationFrame(draw);
    };
    ask();
    const stops = [flow.subscribe(ask), store.subscribe(ask)];
    return () => {
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
    };
  }, [flow, store, palette]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus
  return <canvas ref={canvas} aria-hidden="true" className="flow-overview" />;
}

function drawView(
  canvas: HTMLCanvasElement,
  { transform: [x, y, zoom], width, height }: ReactFlowState,
  picture: Parameters<typeof drawFlow>[1],
  palette: Palette,
): void {
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const density = devicePixelRatio;
  if (canvas.width !== width * density || canvas.height !== height * density) {
    canvas.width = width * density;
    canvas.height = height * density;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(zoom * density, 0, 0, zoom * density, x * density, y * density);
  const part = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  drawFlow(context, picture, palette, part, zoom);
}
