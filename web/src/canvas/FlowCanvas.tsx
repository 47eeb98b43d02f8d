// The canvas: React Flow over the store, with the overview layer far out.
import {
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  type FinalConnectionState,
  type Node,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import "./canvas.css";
import "./boxes.css";
import {
  type DragEvent,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { GRID, nodeOf, type PortRef, type Position, withBoxes } from "@/graph";
import { type CanvasActions, CanvasActionsContext } from "./actions";
import { BoxCard } from "./BoxCard";
import { EdgeArrow, LooseArrow } from "./EdgeArrow";
import { FlowNodes } from "./flow-nodes";
import { GroupFrame } from "./GroupFrame";
import { LiveRegion } from "./LiveRegion";
import { KIND_MEDIA_TYPE } from "./media-type";
import { cardId, NodeCard } from "./NodeCard";
import { StickyNote } from "./StickyNote";
import {
  type CanvasStore,
  CanvasStoreContext,
  sceneIn,
  useCanvas,
  useCanvasStore,
  useScene,
} from "./store";
import { ViewControls } from "./ViewControls";
import { type CanvasView, firstLook, useCanvasView } from "./view";
import { ZOOM_MAXIMUM, ZOOM_MINIMUM } from "./viewport";
import { type FirstLook, useWindow, visiblePart } from "./visible";
import { useWalkKeys } from "./walk-keys";

/** Loaded behind the cards: a small flow in view needs neither. */
const overview = () => import("./overview");
const OverviewLayer = lazy(() => overview().then((module) => ({ default: module.OverviewLayer })));
const Minimap = lazy(() => overview().then((module) => ({ default: module.Minimap })));

const NODE_TYPES = { node: NodeCard, box: BoxCard, frame: GroupFrame, note: StickyNote };
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
  const frame = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState<FirstLook>();
  // Measured before anything is drawn, so that the first picture is the right one.
  useLayoutEffect(() => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = frame.current ?? {};
    const viewport = width > 0 ? firstLook(store.getState(), { width, height }) : undefined;
    setFirst({ width, height, viewport });
  }, [store]);
  return (
    <CanvasStoreContext value={store}>
      <CanvasActionsContext value={actions}>
        <div ref={frame} className="size-full">
          {first && (
            <ReactFlowProvider initialWidth={first.width} initialHeight={first.height}>
              <Canvas actions={actions} first={first} {...rest} />
            </ReactFlowProvider>
          )}
        </div>
      </CanvasActionsContext>
    </CanvasStoreContext>
  );
}

type CanvasProps = Omit<Props, "store"> & { first: FirstLook };

function Canvas({ actions, first, label, onView, onKeyDown, children }: CanvasProps) {
  const help = useId();
  const active = useCanvas((state) => state.active);
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const drawn = useDrawn(first);
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
  // While an arrow that is there is dragged by an end, what is asked is about that one.
  const reattached = useRef<string>(undefined);
  const onConnectEnd = (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
    if (reattached.current !== undefined) return;
    const from = looseEnd(connection);
    if (from) actions.onAddBehind(from, screenToFlowPosition(pointOf(event)));
    const refused = connection.isValid === false && drawnPorts(connection);
    if (refused) actions.onRefused(...refused);
  };
  const isValid = (edge: Connection | Edge) => {
    const ports = portsOf(edge as Connection);
    const id = reattached.current;
    const refusal =
      id === undefined ? actions.whyNotConnect : actions.whyNotReattach.bind(null, id);
    return refusal(...ports) === undefined;
  };

  return (
    <section
      role="application"
      aria-label={label}
      aria-describedby={help}
      aria-activedescendant={
        active && drawn.ids.has(active) ? cardId(drawn.shown(active)) : undefined
      }
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
        actions.onHoldKind(screenToFlowPosition({ x: event.clientX, y: event.clientY }));
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
        {...(first.viewport ? { defaultViewport: first.viewport } : { onInit: view.showFirst })}
        onNodesChange={onNodesChange}
        onNodeClick={(_, node) => isFlowNode(node) && actions.onActive(node.id)}
        onNodeDoubleClick={(_, node) => isFlowNode(node) && actions.onOpen(node.id)}
        onEdgeClick={(_, edge) => actions.onSelect(new Set(), new Set([edge.id]))}
        onEdgeMouseEnter={(_, edge) => actions.onHoverEdge(edge.id)}
        onEdgeMouseLeave={() => actions.onHoverEdge(undefined)}
        onPaneClick={(event) => {
          if (!view.pressOverview(event)) actions.onSelect(new Set(), new Set());
        }}
        onConnect={(connection) => actions.onConnect(...portsOf(connection))}
        onConnectEnd={onConnectEnd}
        isValidConnection={isValid}
        edgesReconnectable={!isReadOnly}
        reconnectRadius={12}
        onReconnectStart={(_, edge) => {
          reattached.current = edge.id;
        }}
        onReconnect={(edge, connection) => actions.onReattach(edge.id, ...portsOf(connection))}
        onReconnectEnd={(_, __, ___, connection) => {
          reattached.current = undefined;
          const refused = connection.isValid === false && drawnPorts(connection);
          if (refused) actions.onRefused(...refused);
        }}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 1.5} size={1.5} />
        <Suspense>
          <OverviewLayer />
        </Suspense>
      </ReactFlow>
      <Suspense>
        <Minimap view={view} />
      </Suspense>
      <ViewControls view={view} />
      <p id={help} className="sr-only">
        Arrow keys walk along the flow, into boxes and out, letters find a node by name, Enter opens
        it. In a run, Page Up and Page Down show other iterations of a loop. Escape, then Tab leaves
        the canvas.
      </p>
      <LiveRegion />
      {children}
    </section>
  );
}

/** The nodes and arrows React Flow is given just now. */
function useDrawn(first: FirstLook) {
  const maker = useRef<FlowNodes>(undefined);
  maker.current ??= new FlowNodes();
  const store = useCanvasStore();
  const window = useWindow(first);
  const scene = useScene();
  const selected = useCanvas((state) => state.selected);
  const dragged = useCanvas((state) => state.dragged);
  // Looks at every node, so not with each step of a walk.
  const part = useMemo(() => visiblePart(scene, window), [scene, window]);
  return useMemo(() => {
    const state = { ...store.getState(), scene, selected, dragged };
    const nodes = window ? (maker.current?.draw(state, part.nodes) ?? []) : [];
    const edges = maker.current?.drawEdges(scene, part.edges) ?? [];
    const shown = (id: string) => scene.hidden.get(id) ?? id;
    const ids = new Set([
      ...part.nodes.map(({ id }) => id),
      ...(window ? scene.hidden.keys() : []),
    ]);
    return { nodes, edges, ids, shown };
  }, [store, window, scene, part, selected, dragged]);
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
        for (const id of membersOf(store, change.id)) {
          if (change.selected) selected.add(id);
          else selected.delete(id);
        }
      } else if (change.type === "position" && change.position) {
        positions.set(change.id, change.position);
        isDone ||= change.dragging === false;
      }
    }
    if (isSelecting) actions.onSelect(selected, new Set());
    if (positions.size === 0) return;
    const all = withCarried(withFarSelected(positions, store), store);
    if (isDone && !flow.getState().userSelectionActive) actions.onMoved(all);
    else actions.onDragged(all);
  };
}

/** The new positions, with those of selected nodes out of view that go along. */
function withFarSelected(positions: ReadonlyMap<string, Position>, store: CanvasStore) {
  const { document, selected } = store.getState();
  const [first] = positions;
  if (!first || !selected.has(first[0]) || selected.size <= positions.size) return positions;
  const start =
    sceneIn(store.getState()).boxes.get(first[0]) ?? nodeOf(document, first[0])?.position;
  if (!start) return positions;
  const by = { x: first[1].x - start.x, y: first[1].y - start.y };
  const far = document.nodes.filter(({ id }) => selected.has(id) && !positions.has(id));
  const moved = far.map(
    ({ id, position }) => [id, { x: position.x + by.x, y: position.y + by.y }] as const,
  );
  return new Map([...positions, ...moved]);
}

/** The new positions, with those of what stands in moved boxes and groups. */
function withCarried(positions: ReadonlyMap<string, Position>, store: CanvasStore) {
  const scene = sceneIn(store.getState());
  if (scene.boxes.size + scene.groups.length === 0) return positions;
  const moved = new Map(positions);
  for (const { group, rectangle } of scene.groups) {
    const to = positions.get(group.id);
    if (!to) continue;
    for (const id of group.nodes) {
      const node = nodeOf(scene.document, id);
      if (!node) continue;
      const from = scene.boxes.get(id) ?? node.position;
      moved.set(id, { x: from.x + to.x - rectangle.x, y: from.y + to.y - rectangle.y });
    }
  }
  return new Map(Object.entries(withBoxes(scene, Object.fromEntries(moved))));
}

/** The nodes of a group; anything else stands for itself. */
function membersOf(store: CanvasStore, id: string): readonly string[] {
  return store.getState().document.groups?.find((group) => group.id === id)?.nodes ?? [id];
}

function isFlowNode({ type }: Node): boolean {
  return type === "node" || type === "box";
}

/** The ports between which an arrow was drawn that cannot be. */
function drawnPorts({
  fromHandle,
  toHandle,
}: FinalConnectionState): [PortRef, PortRef] | undefined {
  if (!fromHandle || !toHandle || fromHandle.type === toHandle.type) return undefined;
  const [start, end] =
    fromHandle.type === "source" ? [fromHandle, toHandle] : [toHandle, fromHandle];
  return [
    { node: start.nodeId, port: start.id ?? "" },
    { node: end.nodeId, port: end.id ?? "" },
  ];
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
