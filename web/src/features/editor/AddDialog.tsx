// Quick add: a kind of node by a few letters, put where it is wanted.
import { KindIcon } from "@/canvas";
import type { Kind } from "@/graph";
import { useBench } from "./bench";
import { kindGroups } from "./groups";
import { type Choice, Picker } from "./Picker";
import type { EditorDialog } from "./store";

type Props = { dialog: Extract<EditorDialog, { type: "add" }>; onClose(): void };

export function AddDialog({ dialog, onClose }: Props) {
  const { editor, view } = useBench();
  const { kinds, document } = editor.state;
  const isBehind =
    dialog.from !== undefined || dialog.edge !== undefined || dialog.box !== undefined;
  const nameOf = (id: string | undefined) => document.nodes.find((node) => node.id === id)?.name;
  // Nothing leads to what starts a flow; an empty flow needs just that.
  const fitting = kinds.all.filter((kind) => !isBehind || kind.role !== "trigger");
  const choices = kindGroups(fitting).flatMap(({ title, kinds: list }) =>
    list.map((kind) => choiceOf(kind, title)),
  );
  const label = dialog.edge
    ? "Add a node on this arrow"
    : dialog.from
      ? `Add what follows ${nameOf(dialog.from.node) ?? ""}`
      : dialog.box
        ? `Add a node in ${nameOf(dialog.box) ?? "the box"}`
        : "Add a node";
  const choose = (name: string) => {
    const kind = kinds.named(name);
    onClose();
    if (!kind) return;
    const middle = view()?.middle();
    const free =
      isBehind || document.nodes.length === 0 || !middle
        ? {}
        : { at: { x: middle.x - 120, y: middle.y - 32 } };
    const id = editor.add(kind, { ...free, ...dialog });
    if (id !== undefined) requestAnimationFrame(() => view()?.show(id));
  };
  return (
    <Picker
      label={label}
      choices={choices}
      empty="No node is called that."
      onChoose={choose}
      onClose={onClose}
    />
  );
}

function choiceOf(kind: Kind, group: string): Choice {
  return {
    id: kind.name,
    title: kind.title,
    detail: kind.summary,
    group,
    words: kind.keywords.join(" "),
    icon: <KindIcon kind={kind} size="small" />,
  };
}
