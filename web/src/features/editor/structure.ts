// What is done with boxes, groups and wires, beyond adding and removing: every
// change is a command that the editor performs. Loaded when first used.
import {
  type Alignment,
  type Axis,
  addGroup,
  align,
  all,
  apply,
  type Command,
  changeGroup,
  distribute,
  type Extraction,
  edgeTable,
  extraction,
  freePlace,
  groupOf,
  type Kind,
  loopFor,
  type Made,
  mendBorders,
  moveInto,
  nodeOf,
  outermost,
  type Position,
  parentOf,
  removal,
  removeGroups,
  replaceKind,
  swapWithPrevious,
  targets,
  unwrap,
  whyNotInto,
  whyNotReplace,
  withBoxes,
  wrap,
} from "@/graph";
import { toastProblem } from "@/ui/toast";
import type { Editor } from "./editor";
import { layOut } from "./layout/moves";
import { besideBox, placeIn } from "./places";

/** Lays the flow out anew; only the selected nodes if there are several. */
export function tidy(editor: Editor): void | Promise<void> {
  const { document, kinds, selected } = editor.state;
  const move = (moves: Readonly<Record<string, Position>>) => {
    // What was deleted meanwhile stands nowhere.
    const there = Object.entries(moves).filter(([id]) => nodeOf(editor.state.document, id));
    if (there.length > 0) editor.perform({ type: "move", nodes: Object.fromEntries(there) });
  };
  const moves = layOut(document, kinds, selected.size > 1 ? selected : undefined);
  return moves instanceof Promise ? moves.then(move).catch(toastProblem) : move(moves);
}

/** Puts nodes into a box, or out onto the flow; answers why not. */
export function moveIntoBox(
  editor: Editor,
  ids: ReadonlySet<string>,
  box: string | undefined,
): string | undefined {
  const { document, kinds } = editor.state;
  const refusal = whyNotInto(document, kinds, ids, box);
  if (refusal !== undefined) return refusal;
  editor.perform(all(moveInto(document, ids, box), placeInto(editor, ids, box)));
  editor.unfold(box);
  return undefined;
}

/** Where nodes stand that came into a box, or out of one, without a mouse. */
function placeInto(editor: Editor, ids: ReadonlySet<string>, box: string | undefined): Command {
  const { document, kinds } = editor.state;
  const scene = editor.scene;
  const outer = outermost(document, ids);
  const target = box === undefined ? undefined : nodeOf(document, box);
  const moves: Record<string, Position> = {};
  for (const [index, id] of outer.entries()) {
    const node = nodeOf(document, id);
    if (!node) continue;
    const around = parentOf(document, id);
    const beside = target ? placeIn(scene, box) : around && besideBox(scene, around);
    if (!beside) continue;
    const at = { x: beside.x, y: beside.y + index * 96 };
    moves[id] = freePlace(document, kinds, at, box);
  }
  return { type: "move", nodes: withBoxes(scene, moves) };
}

/** Wraps the selected nodes in a box of this kind; answers why not. */
export function wrapSelected(editor: Editor, kind: Kind): string | undefined {
  const { document, kinds, selected } = editor.state;
  return made(editor, wrap(document, kinds, selected, kind, editor.idMaker()));
}

/** Makes a loop of what lies between the ends of an arrow that leads back; answers why not. */
export function makeLoop(
  editor: Editor,
  from: string,
  to: string,
  edge?: string,
): string | undefined {
  const { document, kinds } = editor.state;
  const remove = edge === undefined ? all() : removal(document, { edges: [edge] });
  const rest = apply(document, remove).document;
  const loop = loopFor(rest, kinds, from, to, editor.idMaker());
  return made(editor, "command" in loop ? { command: all(remove, loop.command) } : loop);
}

/** Leads an arrow that crosses a border to the boxes at either side. */
export function leadToBox(editor: Editor, id: string): void {
  const { document } = editor.state;
  const edge = edgeTable(document).byId.get(id);
  if (edge) editor.perform(all(...mendBorders(document, new Set([edge]))));
}

/** Takes a box away and leaves what stands in it. */
export function unwrapBox(editor: Editor, box: string): void {
  editor.perform(unwrap(editor.state.document, box));
}

function made(editor: Editor, outcome: Made): string | undefined {
  if ("refusal" in outcome) return outcome.refusal;
  const before = new Set(editor.state.document.nodes.map(({ id }) => id));
  editor.perform(outcome.command);
  const box = editor.state.document.nodes.find(({ id }) => !before.has(id));
  if (box) editor.select([box.id]);
  return undefined;
}

/** Puts the selected nodes into a new group. */
export function groupSelected(editor: Editor): void {
  const { document, selected } = editor.state;
  const ids = new Set([...selected].filter((id) => nodeOf(document, id)));
  if (ids.size > 0) editor.perform(addGroup(document, ids, "Group", editor.idMaker()));
}

/** Takes the groups of the selected nodes away. */
export function ungroupSelected(editor: Editor): void {
  const { document, selected } = editor.state;
  const ids = new Set([...selected].flatMap((id) => groupOf(document, id)?.id ?? []));
  if (ids.size > 0) editor.perform(removeGroups(document, ids));
}

/** Gives a node another kind; answers why not. */
export function replaceNode(editor: Editor, id: string, kind: Kind): string | undefined {
  const { document, kinds } = editor.state;
  const refusal = whyNotReplace(document, id, kind);
  if (refusal === undefined) editor.perform(replaceKind(document, kinds, id, kind));
  return refusal;
}

/** Takes the selected nodes out into a flow of this name, or says why not. */
export function extractSelected(
  editor: Editor,
  name: string,
): Extraction | { readonly refusal: string } {
  const { document, kinds, selected } = editor.state;
  return extraction(document, kinds, selected, name, editor.idMaker());
}

/** Brings the selected nodes onto one line. */
export function alignSelected(editor: Editor, how: Alignment): void {
  const { document, kinds, selected } = editor.state;
  editor.perform(align(document, kinds, selected, how));
}

/** Leaves the same space between the selected nodes. */
export function distributeSelected(editor: Editor, axis: Axis): void {
  const { document, kinds, selected } = editor.state;
  editor.perform(distribute(document, kinds, selected, axis));
}

/** Changes places with the node before; answers why not. */
export function moveEarlier(editor: Editor, id: string): string | undefined {
  const { document, kinds } = editor.state;
  const outcome = swapWithPrevious(document, kinds, id);
  if ("refusal" in outcome) return outcome.refusal;
  editor.perform(outcome.command);
  return undefined;
}

/** Changes places with the node after; answers why not. */
export function moveLater(editor: Editor, id: string): string | undefined {
  const [next, ...others] = targets(editor.state.document, id);
  if (next === undefined) return "Nothing follows this node.";
  if (others.length > 0) return "Several nodes follow this one.";
  return moveEarlier(editor, next);
}

/** Folds or unfolds what is selected: boxes, and the groups of nodes. */
export function toggleFold(editor: Editor): void {
  const { document, selected, folded } = editor.state;
  const boxes = [...selected].filter((id) => editor.scene.boxes.has(id));
  if (boxes.length > 0) {
    editor.fold(boxes, !boxes.every((id) => folded.has(id)));
    return;
  }
  const [group] = [...selected].flatMap((id) => groupOf(document, id) ?? []);
  if (group) {
    editor.perform(changeGroup(document, group.id, { collapsed: !group.collapsed }));
  }
}
