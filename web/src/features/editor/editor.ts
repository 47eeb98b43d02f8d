// Everything that changes the editor's store. Without React and requests, so
// that tests can drive it.
import { createStore } from "zustand";
import type { FlowDetail } from "@/api/types";
import { emptyCanvas } from "@/canvas";
import {
  addBehind,
  addOnEdge,
  around,
  type Clipping,
  type Command,
  changeParameters,
  copy,
  type Edited,
  EMPTY_HISTORY,
  edgesOutOf,
  edgeTable,
  type FlowDocument,
  freePlace,
  GAP_X,
  idMaker,
  type Kind,
  type Kinds,
  type MakeId,
  NODE_WIDTH,
  newNode,
  nodeOf,
  nodePorts,
  normalDocument,
  onGrid,
  type PortRef,
  type Position,
  type Problem,
  paste,
  perform,
  portOffset,
  redo,
  removal,
  tidyMoves,
  undo,
} from "@/graph";
import type { ShownRun } from "./live-run";
import { currentProblems, problemsByNode } from "./problems";
import type { EditorDialog, EditorState, EditorStore, FlowFacts, SaveState } from "./store";

type Options = {
  detail: FlowDetail;
  kinds: Kinds;
  mayEdit: boolean;
  /** The current time in milliseconds. */
  now?(): number;
  random?(): number;
};

export class Editor {
  readonly store: EditorStore;
  private readonly now: () => number;
  private readonly random: () => number;

  constructor({ detail, kinds, mayEdit, now = Date.now, random = Math.random }: Options) {
    this.now = now;
    this.random = random;
    const document = normalDocument(detail.document);
    this.store = createStore<EditorState>(() => ({
      ...emptyCanvas(document, kinds),
      ...problemState(document, kinds, detail.problems),
      readOnly: !mayEdit,
      mayEdit,
      history: EMPTY_HISTORY,
      open: undefined,
      dialog: undefined,
      problemsOpen: false,
      save: { kind: "saved", at: undefined },
      saved: { document, revision: detail.revision },
      facts: factsOf(detail),
      run: undefined,
    }));
  }

  get state(): EditorState {
    return this.store.getState();
  }

  // Changes of the document

  /** Performs a command as one step of the history. */
  perform(command: Command): void {
    const { document, kinds } = this.state;
    this.edit((edited) => perform(edited, whole(document, kinds, command), this.now()));
  }

  undo(): void {
    this.edit(undo);
  }

  redo(): void {
    this.edit(redo);
  }

  /** Adds a node of a kind: behind a port, on an arrow, at a place, or where there is room. */
  add(kind: Kind, to: { from?: PortRef; edge?: string; at?: Position }): string | undefined {
    const { document, kinds, mayEdit } = this.state;
    if (!mayEdit) return undefined;
    const makeId = this.idMaker();
    const edge = to.edge === undefined ? undefined : edgeTable(document).byId.get(to.edge);
    const from = to.from && nodeOf(document, to.from.node) ? to.from : undefined;
    const place = to.at ?? (from && placeBehind(document, kinds, from)) ?? { x: 0, y: 0 };
    const node = newNode(document, kind, place, makeId);
    if (edge) {
      const target = nodeOf(document, edge.to.node);
      const onLine = {
        ...node,
        position: { ...node.position, y: target?.position.y ?? node.position.y },
      };
      this.perform(addOnEdge(document, kinds, edge, onLine, makeId));
    } else if (from) {
      this.perform(addBehind(document, kinds, from, node, makeId));
    } else {
      this.perform({
        type: "add",
        nodes: [{ ...node, position: freePlace(document, kinds, node.position) }],
      });
    }
    this.select([node.id]);
    return node.id;
  }

  connect(from: PortRef, to: PortRef): void {
    this.perform({ type: "connect", edge: { id: this.idMaker()("edge"), from, to } });
  }

  /** The first output of a node that no arrow leaves yet; its first one if all are wired. */
  freePort(id: string | undefined): PortRef | undefined {
    const { document, kinds } = this.state;
    const node = id === undefined ? undefined : nodeOf(document, id);
    if (!node) return undefined;
    const { outputs } = nodePorts(kinds.of(node), node.parameters);
    const wired = new Set(edgesOutOf(document, node.id).map(({ from }) => from.port));
    const port = outputs.find(({ name }) => !wired.has(name)) ?? outputs[0];
    return port && { node: node.id, port: port.name };
  }

  /** Deletes what is selected. */
  deleteSelected(): void {
    const { document, selected, selectedEdges } = this.state;
    const notes = (document.notes ?? []).filter(({ id }) => selected.has(id)).map(({ id }) => id);
    this.perform(removal(document, { nodes: selected, edges: selectedEdges, notes }));
  }

  /** Pastes a clipping and selects what was pasted. */
  paste(clipping: Clipping, at: Position): void {
    const command = paste(this.state.document, clipping, onGrid(at), this.idMaker());
    this.perform(command);
    this.select([...(command.nodes ?? []), ...(command.notes ?? [])].map(({ id }) => id));
  }

  /** The selected nodes and notes, to be pasted elsewhere. */
  copySelected(): Clipping {
    return copy(this.state.document, this.state.selected);
  }

  /** A copy of what is selected, beside it. */
  duplicateSelected(): void {
    const clipping = this.copySelected();
    const things = [...clipping.nodes, ...(clipping.notes ?? [])];
    if (things.length === 0) return;
    const x = Math.min(...things.map(({ position }) => position.x));
    const y = Math.min(...things.map(({ position }) => position.y));
    this.paste(clipping, { x: x + 32, y: y + 96 });
  }

  /** Disables the selected nodes; enables them if all are disabled already. */
  toggleDisabled(): void {
    const { document, selected } = this.state;
    const nodes = document.nodes.filter(({ id }) => selected.has(id));
    const disabled = nodes.some((node) => !node.disabled);
    const commands = nodes.map(
      ({ id }): Command => ({ type: "set_options", node: id, options: { disabled } }),
    );
    if (commands.length > 0) this.perform({ type: "all", commands });
  }

  /** Adds an empty note; above the flow if no place is given. */
  addNote(at: Position | undefined): void {
    const id = this.idMaker()("note");
    const size = { width: 256, height: 128 };
    const box = around(this.state.document.nodes.map(({ position }) => ({ ...position, ...size })));
    const above = box ? { x: box.x, y: box.y - size.height - 32 } : { x: 0, y: 0 };
    const note = { id, text: "", position: onGrid(at ?? above), ...size };
    this.perform({ type: "add", notes: [note] });
    this.select([id]);
  }

  /** Lays the flow out anew; only the selected nodes if there are several. */
  tidy(): void {
    const { document, kinds, selected } = this.state;
    const nodes = tidyMoves(document, kinds, selected.size > 1 ? selected : undefined);
    if (Object.keys(nodes).length > 0) this.perform({ type: "move", nodes });
  }

  /** Shows the nodes where they are being dragged to. */
  drag(positions: ReadonlyMap<string, Position>): void {
    if (this.state.mayEdit) this.store.setState({ dragged: positions });
  }

  /** Ends a drag: the nodes and notes stand where they were let go. */
  drop(positions: ReadonlyMap<string, Position>): void {
    const { document } = this.state;
    const notes = new Set((document.notes ?? []).map(({ id }) => id));
    const moved = [...positions].map(([id, position]) => [id, onGrid(position)] as const);
    this.store.setState({ dragged: new Map() });
    this.perform({
      type: "move",
      nodes: Object.fromEntries(moved.filter(([id]) => !notes.has(id))),
      notes: Object.fromEntries(moved.filter(([id]) => notes.has(id))),
    });
  }

  // What is selected and open

  select(ids: Iterable<string>, edges: Iterable<string> = []): void {
    const selected = new Set(ids);
    const { open, document, active } = this.state;
    const [only] = selected;
    const isNode = only !== undefined && nodeOf(document, only) !== undefined;
    this.store.setState({
      selected,
      selectedEdges: new Set(edges),
      active: selected.size === 1 && isNode ? only : active,
      // The open panel follows the selection.
      open: open !== undefined && selected.size === 1 && isNode ? only : open,
    });
  }

  setActive(active: string): void {
    this.store.setState({ active });
  }

  open(node: string | undefined): void {
    if (node !== undefined) this.select([node]);
    this.store.setState({ open: node });
  }

  show(dialog: EditorDialog | undefined): void {
    this.store.setState({ dialog });
  }

  unfoldProblems(problemsOpen: boolean): void {
    this.store.setState({ problemsOpen });
  }

  hoverEdge(hoveredEdge: string | undefined): void {
    this.store.setState({ hoveredEdge });
  }

  // What comes from the server

  setSave(save: SaveState): void {
    this.store.setState({ save });
  }

  /** The server has this document now. */
  setSaved(document: FlowDocument, revision: number, problems: readonly Problem[]): void {
    const { document: current, kinds, facts } = this.state;
    const isCurrent = current === document;
    this.store.setState({
      saved: { document, revision },
      facts: { ...facts, draft_changed: true },
      ...(isCurrent
        ? { known: problems, allProblems: problems, problems: problemsByNode(problems) }
        : problemState(current, kinds, problems)),
      save: isCurrent ? { kind: "saved", at: this.now() } : { kind: "unsaved" },
    });
  }

  /** The server found more wrong with what it has. */
  setKnown(problems: readonly Problem[]): void {
    const { document, kinds } = this.state;
    this.store.setState(problemState(document, kinds, problems));
  }

  /** Starts over with what the server has. */
  replaceWith(detail: FlowDetail): void {
    const document = normalDocument(detail.document);
    const { open, kinds } = this.state;
    this.store.setState({
      document,
      history: EMPTY_HISTORY,
      selected: new Set(),
      selectedEdges: new Set(),
      open: open !== undefined && nodeOf(document, open) ? open : undefined,
      saved: { document, revision: detail.revision },
      save: { kind: "saved", at: undefined },
      facts: factsOf(detail),
      ...problemState(document, kinds, detail.problems),
    });
  }

  setFacts(facts: FlowFacts): void {
    this.store.setState({ facts });
  }

  /** Shows a run on the canvas, or none. */
  showRun(run: ShownRun | undefined): void {
    this.store.setState({ run, nodeStates: run?.nodes ?? {}, edgeCounts: run?.edges ?? {} });
  }

  private edit(change: (edited: Edited) => Edited): void {
    const { document, history, kinds, mayEdit, known } = this.state;
    if (!mayEdit) return;
    const edited = change({ document, history });
    if (edited.document === document && edited.history === history) return;
    this.store.setState({
      ...edited,
      ...(edited.document === document ? {} : stillThere(this.state, edited.document)),
      ...problemState(edited.document, kinds, known),
      // A conflict is for the person to settle: further changes do not make it go away.
      save: this.state.save.kind === "conflict" ? this.state.save : { kind: "unsaved" },
    });
  }

  private idMaker(): MakeId {
    return idMaker(this.state.document, this.random);
  }
}

/** What the server says of a flow beside its draft. */
export function factsOf({ state, version, draft_changed, triggers }: FlowDetail): FlowFacts {
  return { state, version, draft_changed, triggers };
}

/** The command with what must go along with it. */
function whole(document: FlowDocument, kinds: Kinds, command: Command): Command {
  if (command.type === "set_parameters") {
    return changeParameters(document, kinds, command.node, command.parameters);
  }
  return command.type === "disconnect" ? removal(document, { edges: [command.edge] }) : command;
}

function problemState(document: FlowDocument, kinds: Kinds, known: readonly Problem[]) {
  const allProblems = currentProblems(document, kinds, known);
  return { known, allProblems, problems: problemsByNode(allProblems) };
}

/** Selection and panel without what is gone. */
function stillThere(state: EditorState, document: FlowDocument) {
  const notes = new Set((document.notes ?? []).map(({ id }) => id));
  const isNode = (id: string | undefined) => id !== undefined && nodeOf(document, id) !== undefined;
  const edges = edgeTable(document).byId;
  return {
    selected: new Set([...state.selected].filter((id) => isNode(id) || notes.has(id))),
    selectedEdges: new Set([...state.selectedEdges].filter((id) => edges.has(id))),
    active: isNode(state.active) ? state.active : undefined,
    open: isNode(state.open) ? state.open : undefined,
  };
}

/** To the right of a port, at its height; an error port's follower stands lower. */
function placeBehind(document: FlowDocument, kinds: Kinds, from: PortRef): Position | undefined {
  const node = nodeOf(document, from.node);
  if (!node) return undefined;
  const ports = nodePorts(kinds.of(node), node.parameters);
  const port = portOffset(ports, "output", from.port);
  const y = node.position.y + (port.x === NODE_WIDTH ? port.y - 32 : port.y + 48);
  return { x: node.position.x + NODE_WIDTH + GAP_X, y };
}
