// An arrow: a curve with a head, the number of items that went along it, and
// the buttons to put a node on it or take it away.
import {
  type ConnectionLineComponentProps,
  EdgeLabelRenderer,
  type EdgeProps,
  Position as Side,
} from "@xyflow/react";
import { clsx } from "clsx";
import { CircleDot, Plus, X } from "lucide-react";
import { memo } from "react";
import {
  arrowCurve,
  type Curve,
  curveMiddle,
  curvePath,
  curvePoint,
  ERROR_PORT,
  itemsText,
  type Position,
} from "@/graph";
import { useCanvasActions } from "./actions";
import { PORT_SIZE } from "./flow-nodes";
import { useCanvas } from "./store";

const HEAD_LENGTH = 9;
const STOP_AT = 0.25;

export const EdgeArrow = memo(function EdgeArrow(edge: EdgeProps) {
  const { id, sourceHandleId } = edge;
  const count = useCanvas(({ edgeCounts }) => edgeCounts[id]);
  const isSelected = useCanvas(({ selectedEdges }) => selectedEdges.has(id));
  const mark = useCanvas(({ marks }) => marks?.[id]);
  const isError = sourceHandleId === ERROR_PORT;
  const start = portPoint(edge.sourceX, edge.sourceY, edge.sourcePosition);
  const tip = portPoint(edge.targetX, edge.targetY, edge.targetPosition);
  // The line ends inside the head, so that its end is not blunt.
  const end = { x: tip.x - HEAD_LENGTH + 3, y: tip.y };
  const curve = arrowCurve(start, end, isError ? "bottom" : "right");
  const path = curvePath(curve);
  return (
    <g
      data-state={count?.state}
      data-mark={mark}
      className={clsx("arrow", isSelected && "is-selected", isError && "is-error")}
    >
      <path d={path} className="arrow-reach" />
      <path d={path} className="arrow-line" />
      <path
        d={`M${tip.x - HEAD_LENGTH},${tip.y - 5} L${tip.x - 1},${tip.y} L${tip.x - HEAD_LENGTH},${tip.y + 5} Z`}
        className="arrow-head"
      />
      <Stop id={id} curve={curve} />
      <Label id={id} curve={curve} />
    </g>
  );
});

/** The arrow that is just being drawn. */
export function LooseArrow({ fromX, fromY, toX, toY, fromPosition }: ConnectionLineComponentProps) {
  const port = portPoint(fromX, fromY, fromPosition);
  const hand = { x: toX, y: toY };
  const isBackwards = fromPosition === Side.Left;
  const [start, end] = isBackwards ? [hand, port] : [port, hand];
  const leaves = fromPosition === Side.Bottom ? "bottom" : "right";
  return <path d={curvePath(arrowCurve(start, end, leaves))} className="arrow-loose" />;
}

/** The dot of a port: React Flow tells the outer edge of the square around it. */
function portPoint(x: number, y: number, side: Side): Position {
  if (side === Side.Right) return { x: x - PORT_SIZE / 2, y };
  return side === Side.Left ? { x: x + PORT_SIZE / 2, y } : { x, y: y - PORT_SIZE / 2 };
}

/** A breakpoint, where the arrow begins to bend: the middle is for items and buttons. */
function Stop({ id, curve }: { id: string; curve: Curve }) {
  const condition = useCanvas(({ arrowStops }) => arrowStops?.[id]);
  if (condition === undefined) return null;
  const { x, y } = curvePoint(curve, STOP_AT);
  return (
    <circle
      cx={x}
      cy={y}
      r={6}
      className={clsx("arrow-stop", condition !== "" && "is-conditional")}
    >
      <title>{condition === "" ? "Tests stop here" : `Tests stop here if ${condition}`}</title>
    </circle>
  );
}

function Label({ id, curve }: { id: string; curve: Curve }) {
  const count = useCanvas(({ edgeCounts }) => edgeCounts[id]);
  const isTouched = useCanvas(
    ({ readOnly, hoveredEdge, selectedEdges }) =>
      !readOnly && (hoveredEdge === id || selectedEdges.has(id)),
  );
  const items = count?.state === "taken" ? count.items : undefined;
  if (!isTouched && items === undefined) return null;
  const { x, y } = curveMiddle(curve);
  return (
    <EdgeLabelRenderer>
      <div
        // The buttons stand above the line, whose ends are there to be taken.
        style={{
          transform: isTouched
            ? `translate(-50%, -100%) translate(${x}px, ${y - 3}px)`
            : `translate(-50%, -50%) translate(${x}px, ${y}px)`,
        }}
        className="nodrag nopan absolute z-10"
      >
        {isTouched ? (
          <Buttons id={id} />
        ) : (
          <span className="arrow-count">{itemsText(items ?? 0)}</span>
        )}
      </div>
    </EdgeLabelRenderer>
  );
}

function Buttons({ id }: { id: string }) {
  const { onAddOnEdge, onRemoveEdge, onHoverEdge, onToggleStop } = useCanvasActions();
  const isStop = useCanvas(({ arrowStops }) => arrowStops?.[id] !== undefined);
  return (
    <div
      className="pointer-events-auto flex gap-1"
      onPointerEnter={() => onHoverEdge(id)}
      onPointerLeave={() => onHoverEdge(undefined)}
    >
      <EdgeButton label="Add a node on this arrow" onPress={() => onAddOnEdge(id)}>
        <Plus size={14} strokeWidth={2.5} aria-hidden="true" />
      </EdgeButton>
      <EdgeButton
        label={isStop ? "Remove the breakpoint" : "Stop tests here"}
        isPressed={isStop}
        onPress={() => onToggleStop(id)}
      >
        <CircleDot size={14} strokeWidth={2.5} aria-hidden="true" />
      </EdgeButton>
      <EdgeButton label="Remove this arrow" onPress={() => onRemoveEdge(id)}>
        <X size={14} strokeWidth={2.5} aria-hidden="true" />
      </EdgeButton>
    </div>
  );
}

type EdgeButtonProps = {
  label: string;
  isPressed?: boolean;
  children: React.ReactNode;
  onPress(): void;
};

function EdgeButton({ label, isPressed, children, onPress }: EdgeButtonProps) {
  return (
    // Not in the tab order: the canvas is one stop, and the keyboard has operations for both.
    <button
      type="button"
      tabIndex={-1}
      title={label}
      aria-label={label}
      data-pressed={isPressed}
      onClick={onPress}
      className="arrow-button"
    >
      {children}
    </button>
  );
}
