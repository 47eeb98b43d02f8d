// The canvas: React Flow over the store, with the overview layer far out.
import {
  Background,
  BackgroundVariant,
  type Connection,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import "./canvas.css";
import { type DragEvent, type KeyboardEvent, type ReactNode, useId, useMemo, useRef } from "react";
import { GRID, type PortRef, type Position } from "@/graph";
import { type CanvasActions, CanvasActionsContext } from "./actions";
import { EdgeArrow, LooseArrow } from "./EdgeArrow";
import { FlowNodes } from "./flow-nodes";
import { LiveRegion } from "./LiveRegion";
import { cardId, NodeCard } from "./NodeCard";
import { Minimap } from "./overview/Minimap";
import { OverviewLayer } from "./overview/OverviewLayer";
import { StickyNote } from "./StickyNote";
import { type CanvasStore, CanvasStoreContext, useCanvas, useCanvasStore } from "./store";
import { ViewControls } from "./ViewControls";
import { type CanvasView, useCanvasView } from "./view";
import { ZOOM_MAXIMUM, ZOOM_MINIMUM } from "./viewport";
import { useWindow, visiblePart } from "./visible";
import { useWalkKeys } from "./walk-keys";

/** What kinds are dragged as from the palette. */
export const KIND_MEDIA_TYPE = "application/x-towpath-kind";

const NODE_TYPES = { node: NodeCard, note: StickyNote };
const EDGE_TYPES = { arrow: EdgeArrow };
const SNAP_GRID: [number, number] = [GRID, GRID];
const PAN_BUTTONS = [1, 2];
const MULTI_SELECT_KEYS = ["Meta", "Control", "Shift"];

type Props = {
  store: CanvasStore;
  actions: CanvasActions;
  label: string;
  /** Told where the canvas looks and how to change that. */
  onView?(view: CanvasView): void;
  /** Keys the canvas itself does not use. */
  onKeyDown?(event: KeyboardEvent): void;
  /** Drawn above the canvas. */
  children?: ReactNode;
};

export function FlowCanvas({ store, actions, ...rest }: Props) {
  return (
    <CanvasStoreContext value={store}>
      <CanvasActionsContext value={actions}>
        <ReactFlowProvider>
          <Canvas actions={actions} {...rest} />
        </ReactFlowProvider>
      </CanvasActionsContext>
    </CanvasStoreContext>
  );
}

function Canvas({ actions, label, onView, onKeyDown, children }: Omit<Props, "store">) {
  const help = useId();
  const active = useCanvas((state) => state.active);
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const drawn = useDrawn();
  const view = useCanvasView(onView);
  const walkKeys = useWalkKeys(view);
  const { screenToFlowPosition } = useReactFlow();
  const onNodesChange = useNodesChange(actions);
  const isTouch = matchMedia("(pointer: coarse)").matches;

  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(KIND_MEDIA_TYPE);
    if (!kind) return;
    event.preventDefault();
    actions.onDropKind(kind, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
  };
  const onConnectEnd = (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
    const from = looseEnd(connection);
    if (from) actions.onAddBehind(from, screenToFlowPosition(pointOf(event)));
  };

  return (
    <section
      role="application"
      aria-label={label}
      aria-describedby={help}
      aria-activedescendant={active && drawn.ids.has(active) ? cardId(active) : undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the one tab stop of the canvas
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (!walkKeys(event)) onKeyDown?.(event);
      }}
      onDragOver={(event) => {
        if (isReadOnly || !event.dataTransfer.types.includes(KIND_MEDIA_TYPE)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }}
      onDrop={onDrop}
      onPointerDownCapture={(event) => {
        if (!(event.target as Element).closest("button, input, textarea, a")) view.focus();
      }}
      className="flow-canvas"
    >
      <ReactFlow
        nodes={drawn.nodes}
        edges={drawn.edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        connectionLineComponent={LooseArrow}
        minZoom={ZOOM_MINIMUM}
        maxZoom={ZOOM_MAXIMUM}
        onlyRenderVisibleElements
        nodesDraggable={!isReadOnly}
        nodesConnectable={!isReadOnly}
        connectOnClick={false}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={isReadOnly ? null : "Shift"}
        multiSelectionKeyCode={MULTI_SELECT_KEYS}
        selectionOnDrag={!isReadOnly && !isTouch}
        selectionMode={SelectionMode.Partial}
        panOnDrag={isReadOnly || isTouch || PAN_BUTTONS}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={SNAP_GRID}
        elevateNodesOnSelect={false}
        connectionRadius={32}
        onInit={view.showFirst}
        onNodesChange={onNodesChange}
        onNodeClick={(_, node) => node.type === "node" && actions.onActive(node.id)}
        onNodeDoubleClick={(_, node) => node.type === "node" && actions.onOpen(node.id)}
        onEdgeClick={(_, edge) => actions.onSelect(new Set(), new Set([edge.id]))}
        onEdgeMouseEnter={(_, edge) => actions.onHoverEdge(edge.id)}
        onEdgeMouseLeave={() => actions.onHoverEdge(undefined)}
        onPaneClick={(event) => {
          if (!view.pressOverview(event)) actions.onSelect(new Set(), new Set());
        }}
        onConnect={(connection) => actions.onConnect(...portsOf(connection))}
        onConnectEnd={onConnectEnd}
        isValidConnection={(edge) =>
          actions.whyNotConnect(...portsOf(edge as Connection)) === undefined
        }
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 1.5} size={1.5} />
        <OverviewLayer />
      </ReactFlow>
      <Minimap view={view} />
      <ViewControls view={view} />
      <p id={help} className="sr-only">
        Arrow keys walk along the flow, letters find a node by name, Enter opens it. Escape, then
        Tab leaves the canvas.
      </p>
      <LiveRegion />
      {children}
    </section>
  );
}

/** The nodes and arrows React Flow is given just now. */
function useDrawn() {
  const maker = useRef<FlowNodes>(undefined);
  maker.current ??= new FlowNodes();
  const store = useCanvasStore();
  const window = useWindow();
  const document = useCanvas((state) => state.document);
  const selected = useCanvas((state) => state.selected);
  const dragged = useCanvas((state) => state.dragged);
  const kinds = useCanvas((state) => state.kinds);
  return useMemo(() => {
    const state = { ...store.getState(), document, selected, dragged, kinds };
    const part = visiblePart(document, window);
    const nodes = window ? (maker.current?.draw(state, part.nodes) ?? []) : [];
    const edges = maker.current?.drawEdges(part.edges) ?? [];
    return { nodes, edges, ids: new Set(part.nodes.map(({ id }) => id)) };
  }, [store, window, document, selected, dragged, kinds]);
}

/** Selecting and dragging, told to the owner of the document. */
function useNodesChange(actions: CanvasActions) {
  const store = useCanvasStore();
  const flow = useStoreApi();
  return (changes: NodeChange[]) => {
    const selected = new Set(store.getState().selected);
    const positions = new Map<string, Position>();
    let [isSelecting, isDone] = [false, false];
    for (const change of changes) {
      if (change.type === "select") {
        isSelecting = true;
        if (change.selected) selected.add(change.id);
        else selected.delete(change.id);
      } else if (change.type === "position" && change.position) {
        positions.set(change.id, change.position);
        isDone ||= change.dragging === false;
      }
    }
    if (isSelecting) actions.onSelect(selected, new Set());
    if (positions.size === 0) return;
    const all = withFarSelected(positions, store);
    if (isDone && !flow.getState().userSelectionActive) actions.onMoved(all);
    else actions.onDragged(all);
  };
}

/** The new positions, with those of selected nodes out of view that go along. */
function withFarSelected(positions: ReadonlyMap<string, Position>, store: CanvasStore) {
  const { document, selected } = store.getState();
  const [first] = positions;
  if (!first || !selected.has(first[0]) || selected.size <= positions.size) return positions;
  const start = document.nodes.find(({ id }) => id === first[0])?.position;
  if (!start) return positions;
  const by = { x: first[1].x - start.x, y: first[1].y - start.y };
  const far = document.nodes.filter(({ id }) => selected.has(id) && !positions.has(id));
  const moved = far.map(
    ({ id, position }) => [id, { x: position.x + by.x, y: position.y + by.y }] as const,
  );
  return new Map([...positions, ...moved]);
}

function portsOf(connection: Connection): [PortRef, PortRef] {
  const { source, sourceHandle, target, targetHandle } = connection;
  return [
    { node: source, port: sourceHandle ?? "" },
    { node: target, port: targetHandle ?? "" },
  ];
}

/** The output an arrow was drawn from that ended nowhere. */
function looseEnd({ fromNode, fromHandle, toNode, toHandle }: FinalConnectionState) {
  if (!fromNode || fromHandle?.type !== "source" || toNode || toHandle) return undefined;
  return { node: fromNode.id, port: fromHandle.id ?? "" };
}

function pointOf(event: MouseEvent | TouchEvent): Position {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}
