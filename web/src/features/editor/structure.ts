// What is done with boxes, groups and wires, beyond adding and removing: every
// change is a command that the editor performs.
import {
  addGroup,
  all,
  apply,
  type Command,
  changeGroup,
  type Extraction,
  extraction,
  freePlace,
  groupOf,
  type Kind,
  loopFor,
  type Made,
  moveInto,
  nodeOf,
  outermost,
  type PortRef,
  type Position,
  parentOf,
  reattach,
  removal,
  removeGroups,
  replaceKind,
  unwrap,
  whyNotInto,
  whyNotReplace,
  withBoxes,
  wrap,
} from "@/graph";
import type { Editor } from "./editor";
import { besideBox, placeIn } from "./places";

export class Structure {
  private readonly editor: Editor;

  constructor(editor: Editor) {
    this.editor = editor;
  }

  /** Puts nodes into a box, or out onto the flow; answers why not. */
  moveInto(ids: ReadonlySet<string>, box: string | undefined): string | undefined {
    const { document, kinds } = this.editor.state;
    const refusal = whyNotInto(document, kinds, ids, box);
    if (refusal !== undefined) return refusal;
    this.editor.perform(all(moveInto(document, ids, box), this.placeInto(ids, box)));
    this.editor.unfold(box);
    return undefined;
  }

  /** Where nodes stand that came into a box, or out of one, without a mouse. */
  private placeInto(ids: ReadonlySet<string>, box: string | undefined): Command {
    const { document, kinds } = this.editor.state;
    const scene = this.editor.scene;
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
  wrapSelected(kind: Kind): string | undefined {
    const { document, kinds, selected } = this.editor.state;
    return this.made(wrap(document, kinds, selected, kind, this.editor.idMaker()));
  }

  /** Makes a loop of what lies between the ends of an arrow that leads back; answers why not. */
  makeLoop(from: string, to: string, edge?: string): string | undefined {
    const { document, kinds } = this.editor.state;
    const remove = edge === undefined ? all() : removal(document, { edges: [edge] });
    const rest = apply(document, remove).document;
    const made = loopFor(rest, kinds, from, to, this.editor.idMaker());
    return this.made("command" in made ? { command: all(remove, made.command) } : made);
  }

  /** Takes a box away and leaves what stands in it. */
  unwrap(box: string): void {
    this.editor.perform(unwrap(this.editor.state.document, box));
  }

  private made(made: Made): string | undefined {
    if ("refusal" in made) return made.refusal;
    const before = new Set(this.editor.state.document.nodes.map(({ id }) => id));
    this.editor.perform(made.command);
    const box = this.editor.state.document.nodes.find(({ id }) => !before.has(id));
    if (box) this.editor.select([box.id]);
    return undefined;
  }

  /** Puts the selected nodes into a new group. */
  group(): void {
    const { document, selected } = this.editor.state;
    const ids = new Set([...selected].filter((id) => nodeOf(document, id)));
    if (ids.size > 0) this.editor.perform(addGroup(document, ids, "Group", this.editor.idMaker()));
  }

  /** Takes the groups of the selected nodes away. */
  ungroup(): void {
    const { document, selected } = this.editor.state;
    const ids = new Set([...selected].flatMap((id) => groupOf(document, id)?.id ?? []));
    if (ids.size > 0) this.editor.perform(removeGroups(document, ids));
  }

  /** Gives a node another kind; answers why not. */
  replaceKind(id: string, kind: Kind): string | undefined {
    const { document, kinds } = this.editor.state;
    const refusal = whyNotReplace(document, id, kind);
    if (refusal === undefined) this.editor.perform(replaceKind(document, kinds, id, kind));
    return refusal;
  }

  /** Takes the selected nodes out into a flow of this name, or says why not. */
  extract(name: string): Extraction | { readonly refusal: string } {
    const { document, kinds, selected } = this.editor.state;
    return extraction(document, kinds, selected, name, this.editor.idMaker());
  }

  /** Puts the ends of an arrow somewhere else. */
  reattach(edge: string, ends: { from: PortRef; to: PortRef }): void {
    this.editor.perform(reattach(this.editor.state.document, edge, ends));
  }

  /** Folds or unfolds what is selected: boxes, and the groups of nodes. */
  toggleFold(): void {
    const { document, selected, folded } = this.editor.state;
    const boxes = [...selected].filter((id) => this.editor.scene.boxes.has(id));
    if (boxes.length > 0) {
      this.editor.fold(boxes, !boxes.every((id) => folded.has(id)));
      return;
    }
    const [group] = [...selected].flatMap((id) => groupOf(document, id) ?? []);
    if (group) {
      this.editor.perform(changeGroup(document, group.id, { collapsed: !group.collapsed }));
    }
  }
}
