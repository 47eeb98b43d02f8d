// The whole flow in a corner; a press moves the view there.
import { useStore, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useEffect, useRef } from "react";
import type { Rectangle } from "@/graph";
import { useCanvas, useCanvasStore, useScene } from "../store";
import type { CanvasView } from "../view";
import { flowBox } from "../viewport";
import { drawFlow } from "./draw";
import { usePalette } from "./palette";

const WIDTH = 176;
const HEIGHT = 112;
const MARGIN = 8;
/** Fewer nodes are seen at a glance anyway. */
const NODES_MINIMUM = 6;

export function Minimap({ view }: { view: CanvasView }) {
  const scene = useScene();
  const box = flowBox(scene);
  if (!box || scene.document.nodes.length < NODES_MINIMUM) return null;
  return <Picture box={box} view={view} />;
}

function Picture({ box, view }: { box: Rectangle; view: CanvasView }) {
  const scale = Math.min((WIDTH - MARGIN * 2) / box.width, (HEIGHT - MARGIN * 2) / box.height);
  const left = (WIDTH - box.width * scale) / 2 - box.x * scale;
  const top = (HEIGHT - box.height * scale) / 2 - box.y * scale;
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    const place = event.currentTarget.getBoundingClientRect();
    view.centre({
      x: (event.clientX - place.left - left) / scale,
      y: (event.clientY - place.top - top) / scale,
    });
  };
  return (
    <div
      aria-hidden="true"
      style={{ width: WIDTH, height: HEIGHT }}
      className="flow-minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <Whole box={box} scale={scale} left={left} top={top} />
      <View scale={scale} left={left} top={top} />
    </div>
  );
}

type Placed = { scale: number; left: number; top: number };

/** The picture of the flow, drawn again only when the flow changes. */
function Whole({ box, scale, left, top }: Placed & { box: Rectangle }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const store = useCanvasStore();
  const scene = useScene();
  const nodeStates = useCanvas((state) => state.nodeStates);
  const problems = useCanvas((state) => state.problems);
  const selected = useCanvas((state) => state.selected);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const density = devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, WIDTH * density, HEIGHT * density);
    context.setTransform(scale * density, 0, 0, scale * density, left * density, top * density);
    const picture = {
      ...store.getState(),
      scene,
      nodeStates,
      problems,
      selected,
      edgeCounts: {},
    };
    // As if far out: no names and straight lines, however few the nodes are.
    drawFlow(context, picture, palette, box, Math.min(scale, 0.1));
  }, [store, palette, box, scale, left, top, scene, nodeStates, problems, selected]);
  const density = devicePixelRatio;
  return (
    <canvas
      ref={canvas}
      width={WIDTH * density}
      height={HEIGHT * density}
      style={{ width: WIDTH, height: HEIGHT }}
    />
  );
}

/** The frame around what the canvas shows. */
function View({ scale, left, top }: Placed) {
  const frame = useRef<HTMLDivElement>(null);
  const flow = useStoreApi();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const place = () => {
      const [x, y, zoom] = flow.getState().transform;
      const style = frame.current?.style;
      if (!style) return;
      style.width = `${(width / zoom) * scale}px`;
      style.height = `${(height / zoom) * scale}px`;
      style.transform = `translate(${(-x / zoom) * scale + left}px, ${(-y / zoom) * scale + top}px)`;
    };
    place();
    return flow.subscribe(place);
  }, [flow, scale, left, top, width, height]);
  return <div ref={frame} className="flow-minimap-view" />;
}
