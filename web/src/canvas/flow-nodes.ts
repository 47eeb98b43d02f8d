// Turns nodes, notes and arrows of a document into what React Flow draws. Each
// keeps its object as long as nothing about it changes, so that React Flow
// passes over it.
import { type Edge, type Node, Position as Side } from "@xyflow/react";
import {
  type FlowEdge,
  type FlowNode,
  type FlowNote,
  type NodePorts,
  nodePorts,
  nodeSize,
  type Position,
  portOffset,
} from "@/graph";
import type { CanvasState } from "./store";

/** The square around a port that can be hit; its dot is in the middle. */
export const PORT_SIZE = 24;

type Known<Thing, Drawn> = { thing: Thing; position: Position; isSelected: boolean; drawn: Drawn };

/** Makes the nodes and arrows of a canvas; remembers those it made before. */
export class FlowNodes {
  private nodes = new Map<string, Known<FlowNode | FlowNote, Node>>();
  private edges = new WeakMap<FlowEdge, Edge>();

  /** The nodes and notes with these ids. */
  draw(state: CanvasState, nodes: readonly FlowNode[]): Node[] {
    const next = new Map<string, Known<FlowNode | FlowNote, Node>>();
    for (const note of state.document.notes ?? []) {
      next.set(
        note.id,
        this.known(state, note) ?? { ...look(state, note), drawn: drawNote(state, note) },
      );
    }
    for (const node of nodes) {
      next.set(
        node.id,
        this.known(state, node) ?? { ...look(state, node), drawn: drawNode(state, node) },
      );
    }
    this.nodes = next;
    return [...next.values()].map(({ drawn }) => drawn);
  }

  drawEdges(edges: readonly FlowEdge[]): Edge[] {
    return edges.map((edge) => {
      let drawn = this.edges.get(edge);
      if (!drawn) {
        drawn = drawEdge(edge);
        this.edges.set(edge, drawn);
      }
      return drawn;
    });
  }

  private known(state: CanvasState, thing: FlowNode | FlowNote) {
    const known = this.nodes.get(thing.id);
    const { position, isSelected } = look(state, thing);
    const isSame =
      known?.thing === thing && known.position === position && known.isSelected === isSelected;
    return isSame ? known : undefined;
  }
}

function look<Thing extends FlowNode | FlowNote>({ dragged, selected }: CanvasState, thing: Thing) {
  const position = dragged.get(thing.id) ?? thing.position;
  return { thing, position, isSelected: selected.has(thing.id) };
}

function drawNode(state: CanvasState, node: FlowNode): Node {
  const { position, isSelected } = look(state, node);
  const ports = nodePorts(state.kinds.of(node), node.parameters);
  const { width, height } = nodeSize(ports);
  return {
    id: node.id,
    type: "node",
    position,
    data: {},
    width,
    height,
    measured: { width, height },
    handles: handlesOf(ports),
    selected: isSelected,
    ariaRole: "none",
    zIndex: isSelected ? 1 : 0,
  };
}

function drawNote(state: CanvasState, note: FlowNote): Node {
  const { position, isSelected } = look(state, note);
  const { width, height } = note;
  return {
    id: note.id,
    type: "note",
    position,
    data: {},
    width,
    height,
    measured: { width, height },
    selected: isSelected,
    ariaRole: "none",
    zIndex: -2,
  };
}

function handlesOf(ports: NodePorts): NonNullable<Node["handles"]> {
  const size = { width: PORT_SIZE, height: PORT_SIZE };
  const inputs = ports.inputs.map(({ name }) => {
    const place = squareAround(portOffset(ports, "input", name));
    return { id: name, type: "target" as const, position: Side.Left, ...place, ...size };
  });
  const outputs = [...ports.outputs, ...(ports.error ? [ports.error] : [])].map(({ name }) => {
    const place = squareAround(portOffset(ports, "output", name));
    const position = name === ports.error?.name ? Side.Bottom : Side.Right;
    return { id: name, type: "source" as const, position, ...place, ...size };
  });
  return [...inputs, ...outputs];
}

function squareAround({ x, y }: Position): Position {
  return { x: x - PORT_SIZE / 2, y: y - PORT_SIZE / 2 };
}

function drawEdge({ id, from, to }: FlowEdge): Edge {
  return {
    id,
    type: "arrow",
    // The cards say what they lead to, by name; read aloud, this would be a pair of ids.
    domAttributes: { "aria-hidden": true },
    source: from.node,
    sourceHandle: from.port,
    target: to.node,
    targetHandle: to.port,
  };
}
