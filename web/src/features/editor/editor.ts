// Everything that changes the editor's store. Without React and requests, so
// that tests can drive it.
import { createStore } from "zustand";
import type { FlowDetail, PersonName } from "@/api/types";
import { emptyCanvas } from "@/canvas";
import {
  addBehind,
  addOnEdge,
  all,
  around,
  boxAt,
  boxesAround,
  type Clipping,
  type Command,
  changeGroup,
  changeParameters,
  copy,
  type Edited,
  EMPTY_HISTORY,
  edgeAt,
  edgesInto,
  edgesOutOf,
  edgeTable,
  type FlowDocument,
  type FlowEdge,
  freePlace,
  groupOf,
  idMaker,
  isBox,
  type Kind,
  type Kinds,
  type MakeId,
  moveInto,
  moveOnEdge,
  NODE_WIDTH,
  newNode,
  nodeOf,
  nodePorts,
  normalDocument,
  onGrid,
  outermost,
  type PortRef,
  type Position,
  type Problem,
  parentOf,
  paste,
  perform,
  reattach,
  rectangleOf,
  redo,
  removal,
  removalOfNode,
  type Scene,
  sceneOf,
  settled,
  undo,
} from "@/graph";
import { runOnCanvas, type ShownRun, staleIn } from "./live-run";
import { placeBehind, placeIn } from "./places";
import { factsOf, heldBy, problemState, stillThere, toldProblems } from "./states";
import type { EditorDialog, EditorState, EditorStore, FlowFacts, SaveState } from "./store";

type Options = {
  detail: FlowDetail;
  kinds: Kinds;
  mayEdit: boolean;
  /** Whether it begins with the list. */
  isOutline?: boolean;
  /** Who draws here. */
  me?: PersonName;
  /** The current time in milliseconds. */
  now?(): number;
  random?(): number;
};

/** How near an arrow something must be let go to be put on it. */
const EDGE_REACH = 28;

/** Where a new node goes. */
type AddTo = { from?: PortRef; edge?: string; box?: string; at?: Position };

export class Editor {
  readonly store: EditorStore;
  private readonly now: () => number;
  private readonly random: () => number;
  private readonly me: PersonName;
  /** The version that documents take into account, where undo and redo cross from one to another. */
  private readonly bases = new WeakMap<FlowDocument, number | null>();

  constructor(options: Options) {
    const { detail, kinds, mayEdit, now = Date.now, random = Math.random } = options;
    this.me = options.me ?? NOBODY;
    this.now = now;
    this.random = random;
    const document = normalDocument(detail.document);
    this.store = createStore<EditorState>(() => ({
      ...emptyCanvas(document, kinds),
      ...toldProblems(detail.problems),
      readOnly: !mayEdit,
      mayEdit,
      history: EMPTY_HISTORY,
      open: undefined,
      dialog: undefined,
      isOutline: options.isOutline ?? false,
      problemsOpen: false,
      save: { kind: "saved", at: undefined },
      waiting: 0,
      ...heldBy(detail, document),
      facts: factsOf(detail),
      run: undefined,
      breakpoints: {},
      arrowStops: {},
      debugging: undefined,
      chosenIterations: {},
    }));
  }

  get state(): EditorState {
    return this.store.getState();
  }

  // Changes of the document

  /** Performs a command as one step of the history. */
  perform(command: Command): void {
    const { document, kinds } = this.state;
    const settledCommand = settled(document, kinds, whole(document, kinds, command));
    this.edit((edited) => perform(edited, settledCommand, this.now()));
  }

  undo(): void {
    this.edit(undo);
  }

  redo(): void {
    this.edit(redo);
  }

  /** Adds a node of a kind: behind a port, on an arrow, in a box, at a place, or where there is room. */
  add(kind: Kind, to: AddTo): string | undefined {
    const { document, kinds, mayEdit } = this.state;
    if (!mayEdit) return undefined;
    const makeId = this.idMaker();
    const edge = to.edge === undefined ? undefined : edgeTable(document).byId.get(to.edge);
    const from = to.from && nodeOf(document, to.from.node) ? to.from : undefined;
    const parent = this.boxFor(kind, to, edge, from);
    const place = to.at ?? (from && placeBehind(this.scene, from)) ?? placeIn(this.scene, parent);
    const node = newNode(document, kind, place, makeId, parent);
    if (edge) {
      const target = nodeOf(document, edge.to.node);
      const y = target ? rectangleOf(this.scene, target).y : node.position.y;
      const onLine = { ...node, position: { ...node.position, y } };
      this.perform(addOnEdge(document, kinds, edge, onLine, makeId));
    } else if (from) {
      this.perform(addBehind(document, kinds, from, node, makeId));
    } else {
      const position = freePlace(document, kinds, node.position, parent);
      this.perform({ type: "add", nodes: [{ ...node, position }] });
    }
    this.unfold(parent);
    this.select([node.id]);
    return node.id;
  }

  /** The box a new node stands in: that of what it follows, else the one at its place. */
  private boxFor(
    kind: Kind,
    to: AddTo,
    edge: FlowEdge | undefined,
    from: PortRef | undefined,
  ): string | undefined {
    if (kind.role === "trigger") return undefined;
    const { document } = this.state;
    const beside = edge?.from.node ?? from?.node;
    if (beside !== undefined) return parentOf(document, beside)?.id;
    if (to.box !== undefined) return to.box;
    return to.at && boxAt(this.scene, { x: to.at.x + NODE_WIDTH / 2, y: to.at.y + 32 });
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
    const [only] = selected;
    const isOneNode = only !== undefined && selected.size + selectedEdges.size === 1;
    if (isOneNode && nodeOf(document, only)) this.perform(removalOfNode(document, only));
    else this.perform(removal(document, { nodes: selected, edges: selectedEdges, notes }));
  }

  /** Pastes a clipping, into the box at its place, and selects what was pasted. */
  paste(clipping: Clipping, at: Position): void {
    const { document, kinds } = this.state;
    const hasTrigger = clipping.nodes.some((node) => kinds.of(node)?.role === "trigger");
    const box = hasTrigger ? undefined : boxAt(this.scene, at);
    const { command, added } = paste(document, clipping, onGrid(at), this.idMaker(), box);
    this.perform(command);
    this.select([...(added.nodes ?? []), ...(added.notes ?? [])].map(({ id }) => id));
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

  /** Shows the nodes where they are being dragged to, and the box they would land in. */
  drag(positions: ReadonlyMap<string, Position>): void {
    if (!this.state.mayEdit) return;
    const dropBox = this.landing(positions);
    this.store.setState({ dragged: positions, dropBox: dropBox ?? undefined });
  }

  /** Ends a drag: nodes and notes stand where they were let go, in the box that is there. */
  drop(positions: ReadonlyMap<string, Position>): void {
    const { document } = this.state;
    const notes = new Set((document.notes ?? []).map(({ id }) => id));
    const moved = [...positions].map(([id, position]) => [id, onGrid(position)] as const);
    const box = this.landing(positions);
    this.store.setState({ dragged: new Map(), dropBox: undefined });
    const nodes = moved.filter(([id]) => nodeOf(document, id));
    const move: Command = {
      type: "move",
      nodes: Object.fromEntries(nodes),
      notes: Object.fromEntries(moved.filter(([id]) => notes.has(id))),
    };
    const ids = new Set(nodes.map(([id]) => id));
    const stays = outermost(document, ids).every(
      (id) => parentOf(document, id)?.id === (box ?? undefined),
    );
    if (box === null || stays) this.dropOnEdge(move, ids);
    else this.perform(all(move, moveInto(document, ids, box)));
  }

  /** A node without arrows that is let go on an arrow is put on it. */
  private dropOnEdge(move: Command, ids: ReadonlySet<string>): void {
    const { document, kinds } = this.state;
    const [id] = ids;
    const isLoose =
      id !== undefined &&
      ids.size === 1 &&
      edgesInto(document, id).length + edgesOutOf(document, id).length === 0;
    const to = move.type === "move" ? move.nodes?.[id ?? ""] : undefined;
    const edge =
      isLoose && to ? this.edgeAt({ x: to.x + NODE_WIDTH / 2, y: to.y + 32 }) : undefined;
    const fits =
      edge && parentOf(document, edge.from.node)?.id === parentOf(document, id ?? "")?.id;
    if (!edge || !fits) this.perform(move);
    else this.perform(all(move, moveOnEdge(document, kinds, edge, id ?? "", this.idMaker())));
  }

  /** The arrow at a point of the canvas. */
  edgeAt(point: Position): FlowEdge | undefined {
    return edgeAt(this.scene, point, EDGE_REACH);
  }

  /** The box that dragged nodes would land in; null if nodes of several boxes are dragged, or a trigger. */
  private landing(positions: ReadonlyMap<string, Position>): string | undefined | null {
    const { document, kinds } = this.state;
    const ids = new Set([...positions.keys()].filter((id) => nodeOf(document, id)));
    const outer = outermost(document, ids);
    const [first] = outer;
    if (first === undefined) return null;
    const parents = new Set(outer.map((id) => parentOf(document, id)?.id));
    const isMixed = parents.size > 1;
    const hasTrigger = outer.some((id) => {
      const node = nodeOf(document, id);
      return node && kinds.of(node)?.role === "trigger";
    });
    const at = positions.get(first);
    if (isMixed || hasTrigger || !at) return null;
    return boxAt(this.scene, { x: at.x + NODE_WIDTH / 2, y: at.y + 32 }, ids);
  }

  // What is selected and open

  /** Draws boxes as one card, or open again. */
  fold(ids: Iterable<string>, isFolded: boolean): void {
    const { folded, document, kinds } = this.state;
    const next = new Set(folded);
    for (const id of ids) {
      const node = nodeOf(document, id);
      if (!node || !isBox(kinds, node)) continue;
      if (isFolded) next.add(id);
      else next.delete(id);
    }
    this.store.setState({ folded: next });
  }

  /** Opens a box and those around it, so that what stands in it is seen. */
  unfold(box: string | undefined): void {
    if (box === undefined || this.state.folded.size === 0) return;
    const { document } = this.state;
    this.fold([box, ...boxesAround(document, box).map(({ id }) => id)], false);
  }

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

  toggleOutline(isOutline = !this.state.isOutline): void {
    this.store.setState({ isOutline });
  }

  unfoldProblems(problemsOpen: boolean): void {
    this.store.setState({ problemsOpen });
  }

  hoverEdge(hoveredEdge: string | undefined): void {
    this.store.setState({ hoveredEdge });
  }

  /** Selects a node or note and opens the boxes around it, so that it is seen. */
  reveal(id: string): void {
    const { document } = this.state;
    const group = groupOf(document, id);
    if (group?.collapsed) this.perform(changeGroup(document, group.id, { collapsed: false }));
    this.unfold(parentOf(document, id)?.id);
    this.select([id]);
  }

  /** Puts the ends of an arrow somewhere else. */
  reattach(edge: string, ends: { from: PortRef; to: PortRef }): void {
    this.perform(reattach(this.state.document, edge, ends));
  }

  /** Shows where a kind that is held over the canvas would land; nowhere, it was let go. */
  hold(at: Position | undefined): void {
    this.store.setState({
      hoveredEdge: at && this.edgeAt(at)?.id,
      dropBox: at && boxAt(this.scene, at),
    });
  }

  // What comes from the server

  setSave(save: SaveState): void {
    this.store.setState({ save });
  }

  /** Whether what is shown is this person's own draft. */
  get isOwn(): boolean {
    return this.state.draftBy?.id === this.me.id;
  }

  /** The server has this document now, as this person's draft. */
  setSaved(
    { document, base }: Pick<EditorState, "document" | "base">,
    revision: number,
    problems: readonly Problem[],
  ): void {
    const { document: current, base: currentBase, kinds, facts } = this.state;
    const isCurrent = current === document && currentBase === base;
    this.store.setState({
      saved: { document, revision, base },
      draftBy: this.me,
      facts: { ...facts, draft_changed: facts.version !== null },
      ...(isCurrent ? toldProblems(problems) : problemState(current, kinds, problems)),
      save: isCurrent ? { kind: "saved", at: this.now() } : { kind: "unsaved" },
      waiting: isCurrent ? 0 : this.state.waiting,
    });
  }

  /** Draws what was not saved before; if others have saved meanwhile, the person decides. */
  restore(unsaved: FlowDocument, isCurrent: boolean): void {
    const document = normalDocument(unsaved);
    const { kinds, known } = this.state;
    this.store.setState({
      document,
      waiting: 1,
      save: isCurrent ? { kind: "unsaved" } : { kind: "conflict" },
      ...problemState(document, kinds, known),
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
      ...heldBy(detail, document),
      save: { kind: "saved", at: undefined },
      waiting: 0,
      facts: factsOf(detail),
      ...problemState(document, kinds, detail.problems),
    });
  }

  /**
   * Puts a document in the place of this one that takes another version into account; one
   * step, and who takes it back is where they were.
   */
  bringIn(document: FlowDocument, base: number | null): void {
    this.bases.set(this.state.document, this.state.base);
    this.bases.set(document, base);
    this.edit((edited) => perform(edited, { type: "set_document", document }, this.now()));
  }

  /** What was drawn is published now, and nobody's draft any more. */
  setPublished(version: number): void {
    const { facts, saved, document } = this.state;
    this.bases.set(document, version);
    this.store.setState({
      draftBy: null,
      base: version,
      saved: { ...saved, base: version },
      facts: {
        ...facts,
        version,
        draft_changed: false,
        state: facts.state === "draft" ? "live" : facts.state,
      },
    });
  }

  /** The server's draft is an earlier version again; here that is a step one can take back. */
  returnTo(detail: FlowDetail): void {
    const document = normalDocument(detail.document);
    this.bringIn(document, detail.base);
    this.store.setState({
      ...heldBy(detail, document),
      save: { kind: "saved", at: this.now() },
      waiting: 0,
      facts: factsOf(detail),
      ...problemState(document, this.state.kinds, detail.problems),
    });
  }

  setFacts(facts: FlowFacts): void {
    this.store.setState({ facts });
  }

  /** Shows a run on the canvas, or none. */
  showRun(run: ShownRun | undefined): void {
    const chosen = run?.id === this.state.run?.id ? this.state.chosenIterations : {};
    this.store.setState({
      run,
      chosenIterations: chosen,
      ...runOnCanvas(this.state.document, run, chosen),
    });
  }

  /** Looks at another iteration of a loop. */
  page(box: string, iteration: number): void {
    const chosenIterations = { ...this.state.chosenIterations, [box]: iteration };
    const { document, run } = this.state;
    this.store.setState({ chosenIterations, ...runOnCanvas(document, run, chosenIterations) });
  }

  private edit(change: (edited: Edited) => Edited): void {
    const { document, history, kinds, mayEdit, known } = this.state;
    if (!mayEdit) return;
    const edited = change({ document, history });
    if (edited.document === document && edited.history === history) return;
    const base = this.bases.get(edited.document);
    this.store.setState({
      ...edited,
      ...(base === undefined ? {} : { base }),
      ...(edited.document === document ? {} : stillThere(this.state, edited.document)),
      ...(this.state.run?.of ? staleIn(edited.document, this.state.run) : {}),
      ...problemState(edited.document, kinds, known),
      ...this.saveAfter(edited.document, base === undefined ? this.state.base : base),
    });
  }

  /** How a changed draft stands to the server's. */
  private saveAfter(
    document: FlowDocument,
    base: number | null,
  ): Pick<EditorState, "save" | "waiting"> {
    const { save, saved, waiting } = this.state;
    // A conflict is for the person to settle: further changes do not make it go away.
    if (save.kind === "conflict") return { save, waiting: waiting + 1 };
    // Undone or redone to what the server has: there is nothing to send.
    if (document === saved.document && base === saved.base) {
      return { save: { kind: "saved", at: undefined }, waiting: 0 };
    }
    return { save: { kind: "unsaved" }, waiting: waiting + 1 };
  }

  get scene(): Scene {
    const { document, kinds, folded } = this.state;
    return sceneOf(document, kinds, folded);
  }

  idMaker(): MakeId {
    return idMaker(this.state.document, this.random);
  }
}

const NOBODY: PersonName = { id: "", name: "" };

/** The command with what must go along with it. */
function whole(document: FlowDocument, kinds: Kinds, command: Command): Command {
  if (command.type === "set_parameters") {
    return changeParameters(document, kinds, command.node, command.parameters);
  }
  return command.type === "disconnect" ? removal(document, { edges: [command.edge] }) : command;
}
