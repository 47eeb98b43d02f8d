// Turns nodes, notes and arrows of a document into what React Flow draws. Each
// keeps its object as long as nothing about it changes, so that React Flow
// passes over it.
import { type Edge, type Node, Position as Side } from "@xyflow/react";
import {
  depthOf,
  ERROR_PORT,
  type FlowEdge,
  type FlowNode,
  type FlowNote,
  type NodePorts,
  nodePorts,
  type PlacedGroup,
  type Position,
  portOffset,
  type Rectangle,
  rectangleOf,
  type Scene,
  type Size,
} from "@/graph";
import type { CanvasState } from "./store";

/** The square around a port that can be hit; its dot is in the middle. */
export const PORT_SIZE = 24;

/** The ports of a folded group: arrows of all its nodes meet there. */
const GROUP_IN = "in";
const GROUP_OUT = "out";

/** Arrows are drawn at 0; boxes lie under those in them, groups under everything but the ground. */
const LAYER = { group: -40, note: -30, box: -20, node: 0, selected: 1 };

type Thing = FlowNode | FlowNote | PlacedGroup["group"];
type Known = { thing: Thing; place: Rectangle; isSelected: boolean; drawn: Node };
type State = CanvasState & { readonly scene: Scene };

/** Makes the nodes and arrows of a canvas; remembers those it made before. */
export class FlowNodes {
  private nodes = new Map<string, Known>();
  private edges = new WeakMap<FlowEdge, Edge>();

  /** The groups and notes, and the nodes with these ids. */
  draw(state: State, nodes: readonly FlowNode[]): Node[] {
    const next = new Map<string, Known>();
    const { scene, selected } = state;
    for (const { group, rectangle } of scene.groups) {
      const isSelected = group.nodes.every((id) => selected.has(id));
      next.set(group.id, this.keep(group, look(state, group.id, rectangle), isSelected, drawGroup));
    }
    for (const note of state.document.notes ?? []) {
      const place = look(state, note.id, { ...note.position, ...sizeOf(note) });
      next.set(note.id, this.keep(note, place, selected.has(note.id), drawNote));
    }
    for (const node of nodes) {
      const place = look(state, node.id, rectangleOf(scene, node));
      const draw = (_: FlowNode, at: Rectangle, isSelected: boolean) =>
        drawNode(scene, node, at, isSelected);
      next.set(node.id, this.keep(node, place, selected.has(node.id), draw));
    }
    this.nodes = next;
    return [...next.values()].map(({ drawn }) => drawn);
  }

  /** The arrows; one of a node that is drawn as something else meets that. */
  drawEdges(scene: Scene, edges: readonly FlowEdge[]): Edge[] {
    return edges.flatMap((edge) => {
      if (scene.hidden.size > 0) {
        const shown = shownEdge(scene, edge);
        if (shown !== edge) return shown ? [drawEdge(shown)] : [];
      }
      let drawn = this.edges.get(edge);
      if (!drawn) {
        drawn = drawEdge(edge);
        this.edges.set(edge, drawn);
      }
      return [drawn];
    });
  }

  private keep<Kind extends Thing>(
    thing: Kind,
    place: Rectangle,
    isSelected: boolean,
    draw: (thing: Kind, place: Rectangle, isSelected: boolean) => Node,
  ): Known {
    const known = this.nodes.get(thing.id);
    const isSame =
      known?.thing === thing && samePlace(known.place, place) && known.isSelected === isSelected;
    return isSame ? known : { thing, place, isSelected, drawn: draw(thing, place, isSelected) };
  }
}

/** Where a thing is drawn: where it is being dragged to, else its place. */
function look({ dragged }: CanvasState, id: string, place: Rectangle): Rectangle {
  const at = dragged.get(id);
  return at ? { ...place, x: at.x, y: at.y } : place;
}

function samePlace(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x === other.x &&
    one.y === other.y &&
    one.width === other.width &&
    one.height === other.height
  );
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function drawNode(scene: Scene, node: FlowNode, place: Rectangle, isSelected: boolean): Node {
  const ports = nodePorts(scene.kinds.of(node), node.parameters);
  const isBox = scene.boxes.has(node.id);
  return {
    ...plainNode(node.id, isBox ? "box" : "node", place, isSelected),
    handles: handlesOf(ports, place),
    zIndex: isBox
      ? LAYER.box + depthOf(scene.document, node.id)
      : isSelected
        ? LAYER.selected
        : LAYER.node,
    // The body of a box is canvas: there one selects and pans; its header is the box.
    ...(isBox ? { dragHandle: ".box-header", style: { pointerEvents: "none" as const } } : {}),
  };
}

function drawGroup(group: PlacedGroup["group"], place: Rectangle, isSelected: boolean): Node {
  if (group.collapsed) {
    return {
      ...plainNode(group.id, "frame", place, isSelected),
      handles: [
        handle(GROUP_IN, "target", Side.Left, { x: 0, y: place.height / 2 }),
        handle(GROUP_OUT, "source", Side.Right, { x: place.width, y: place.height / 2 }),
      ],
      zIndex: LAYER.node,
    };
  }
  return {
    ...plainNode(group.id, "frame", place, isSelected),
    dragHandle: ".group-header",
    style: { pointerEvents: "none" },
    zIndex: LAYER.group,
  };
}

function drawNote(note: FlowNote, place: Rectangle, isSelected: boolean): Node {
  return { ...plainNode(note.id, "note", place, isSelected), zIndex: LAYER.note };
}

function plainNode(id: string, type: string, place: Rectangle, selected: boolean): Node {
  const { x, y, width, height } = place;
  const size = { width, height };
  const position = { x, y };
  return { id, type, position, data: {}, ...size, measured: size, selected, ariaRole: "none" };
}

function handlesOf(ports: NodePorts, size: Size): NonNullable<Node["handles"]> {
  const inputs = ports.inputs.map(({ name }) =>
    handle(name, "target", Side.Left, portOffset(ports, "input", name, size)),
  );
  const outputs = [...ports.outputs, ...(ports.error ? [ports.error] : [])].map(({ name }) => {
    const side = name === ports.error?.name ? Side.Bottom : Side.Right;
    return handle(name, "source", side, portOffset(ports, "output", name, size));
  });
  return [...inputs, ...outputs];
}

function handle(id: string, type: "source" | "target", position: Side, { x, y }: Position) {
  const place = { x: x - PORT_SIZE / 2, y: y - PORT_SIZE / 2 };
  return { id, type, position, ...place, width: PORT_SIZE, height: PORT_SIZE };
}

/** The arrow between what its ends are drawn as; undefined if that is one thing. */
function shownEdge({ hidden, groups }: Scene, edge: FlowEdge): FlowEdge | undefined {
  const [from, to] = [hidden.get(edge.from.node), hidden.get(edge.to.node)];
  if (from === undefined && to === undefined) return edge;
  if ((from ?? edge.from.node) === (to ?? edge.to.node)) return undefined;
  const isGroup = (id: string) => groups.some(({ group }) => group.id === id);
  const start = from && { node: from, port: isGroup(from) ? GROUP_OUT : edge.from.port };
  const end = to && { node: to, port: isGroup(to) ? GROUP_IN : edge.to.port };
  return { id: edge.id, from: start || edge.from, to: end || edge.to };
}

function drawEdge({ id, from, to }: FlowEdge): Edge {
  return {
    id,
    type: "arrow",
    // The cards say what they lead to, by name; read aloud, this would be a pair of ids.
    domAttributes: { "aria-hidden": true },
    data: { isError: from.port === ERROR_PORT },
    source: from.node,
    sourceHandle: from.port,
    target: to.node,
    targetHandle: to.port,
  };
}
