// What is done with boxes and groups, and how nodes are lined up.
import { Box, BoxSelect, ChevronsDownUp, Group, PackageOpen, Workflow } from "lucide-react";
import { type Alignment, type Axis, groupOf, isBoxKind, nodeOf, subFlowKinds } from "@/graph";
import type { EditorState } from "../store";
import { withStructure } from "../with-structure";
import { type Operation, onActiveToEdit, onSelection, type Workbench } from "./operation";

export function structureOperations({ editor }: Workbench): readonly Operation[] {
  const hasBoxes = ({ kinds }: EditorState) => kinds.all.some(isBoxKind);
  const active = () => editor.state.active ?? "";
  return [
    {
      id: "editor.wrap",
      label: "Put into a new box",
      group: "Boxes",
      icon: Box,
      shortcut: "shift+b",
      keys: "canvas",
      enabled: (state) => onSelection(state) && hasBoxes(state),
      perform: () => editor.show({ type: "wrap" }),
    },
    {
      id: "editor.unwrap",
      label: "Take the box away, keep what is in it",
      group: "Boxes",
      icon: PackageOpen,
      shortcut: "shift+u",
      keys: "canvas",
      enabled: (state) => state.mayEdit && isBoxActive(state),
      perform: () => withStructure((structure) => structure.unwrapBox(editor, active())),
    },
    {
      id: "editor.move-into",
      label: "Move into or out of a box",
      group: "Boxes",
      icon: BoxSelect,
      shortcut: "shift+m",
      keys: "canvas",
      enabled: onSelection,
      perform: () => editor.show({ type: "move-into" }),
    },
    {
      id: "editor.fold",
      label: "Fold or unfold",
      group: "Boxes",
      icon: ChevronsDownUp,
      shortcut: "shift+f",
      keys: "canvas",
      enabled: isFoldable,
      perform: () => withStructure((structure) => structure.toggleFold(editor)),
    },
    {
      id: "editor.group",
      label: "Group",
      group: "Boxes",
      icon: Group,
      shortcut: "mod+g",
      keys: "canvas",
      enabled: onSelection,
      perform: () => withStructure((structure) => structure.groupSelected(editor)),
    },
    {
      id: "editor.ungroup",
      label: "Ungroup",
      group: "Boxes",
      shortcut: "mod+shift+g",
      keys: "canvas",
      enabled: (state) => onSelection(state) && isGrouped(state),
      perform: () => withStructure((structure) => structure.ungroupSelected(editor)),
    },
    {
      id: "editor.extract",
      label: "Make a flow of its own",
      group: "Boxes",
      icon: Workflow,
      keys: "canvas",
      enabled: (state) => onSelection(state) && subFlowKinds(state.kinds) !== undefined,
      perform: () => editor.show({ type: "extract" }),
    },
    {
      id: "editor.earlier",
      label: "Move before the node in front",
      group: "Arrange",
      shortcut: "alt+arrowup",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: () =>
        withStructure((structure) => structure.moveEarlier(editor, active()), "It stays in place"),
    },
    {
      id: "editor.later",
      label: "Move behind the node that follows",
      group: "Arrange",
      shortcut: "alt+arrowdown",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: () =>
        withStructure((structure) => structure.moveLater(editor, active()), "It stays in place"),
    },
    ...ALIGNMENTS.map(([how, label]) => ({
      id: `editor.align-${how}`,
      label,
      group: "Arrange" as const,
      keys: "canvas" as const,
      enabled: (state: EditorState) => onSelection(state) && state.selected.size > 1,
      perform: () => withStructure((structure) => structure.alignSelected(editor, how)),
    })),
    ...AXES.map(([axis, label]) => ({
      id: `editor.distribute-${axis}`,
      label,
      group: "Arrange" as const,
      keys: "canvas" as const,
      enabled: (state: EditorState) => onSelection(state) && state.selected.size > 2,
      perform: () => withStructure((structure) => structure.distributeSelected(editor, axis)),
    })),
  ];
}

const ALIGNMENTS: readonly (readonly [Alignment, string])[] = [
  ["left", "Align at the left"],
  ["centre", "Align at the centre"],
  ["right", "Align at the right"],
  ["top", "Align at the top"],
  ["middle", "Align at the middle"],
  ["bottom", "Align at the bottom"],
];
const AXES: readonly (readonly [Axis, string])[] = [
  ["across", "Spread across"],
  ["down", "Spread down"],
];

function isBoxActive({ document, kinds, active = "" }: EditorState): boolean {
  const node = nodeOf(document, active);
  return node !== undefined && isBoxKind(kinds.of(node));
}

function isGrouped({ document, selected }: EditorState): boolean {
  return [...selected].some((id) => groupOf(document, id) !== undefined);
}

function isFoldable(state: EditorState): boolean {
  const { document, kinds, selected } = state;
  const isBox = (id: string) => {
    const node = nodeOf(document, id);
    return node !== undefined && isBoxKind(kinds.of(node));
  };
  return (state.mayEdit && isGrouped(state)) || [...selected].some(isBox);
}
