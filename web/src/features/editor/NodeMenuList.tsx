// The entries of the canvas's menu, at the point that was pressed.
import { isBox, nodeOf } from "@/graph";
import { Menu } from "@/ui/menu";
import { OperationItems } from "./OperationItems";
import { type EditorState, useEditorState } from "./store";

const ON_NODE = [
  ["editor.open", "editor.rename", "editor.replace", "editor.connect", "editor.disable"],
  ["editor.run-to", "editor.pin", "editor.breakpoint", "editor.breakpoint-if"],
  ["editor.wrap", "editor.move-into", "editor.group", "editor.extract"],
  ["editor.copy", "editor.cut", "editor.duplicate", "editor.delete"],
];
const ON_BOX = [
  ["editor.open", "editor.rename", "editor.add-inside", "editor.connect", "editor.disable"],
  ["editor.run-to", "editor.pin", "editor.breakpoint", "editor.breakpoint-if"],
  ["editor.fold", "editor.unwrap", "editor.wrap", "editor.move-into", "editor.group"],
  ["editor.copy", "editor.cut", "editor.duplicate", "editor.delete"],
];
const ON_SEVERAL = [
  ["editor.wrap", "editor.move-into", "editor.group", "editor.ungroup", "editor.extract"],
  ["editor.align-left", "editor.align-top", "editor.distribute-across", "editor.distribute-down"],
  ["editor.tidy", "editor.show-selected", "editor.disable"],
  ["editor.copy", "editor.cut", "editor.duplicate", "editor.delete"],
];
const ON_CANVAS = [
  ["editor.add", "editor.note", "editor.paste"],
  ["editor.search", "editor.select-all", "editor.tidy", "editor.show-all"],
];

type Props = { at: { x: number; y: number }; onClose(): void };

export default function NodeMenuList({ at, onClose }: Props) {
  const sections = useEditorState(sectionsFor);
  return (
    <Menu
      defaultOpen
      align="start"
      onOpenChange={(open) => !open && onClose()}
      className="w-72"
      trigger={<span className="fixed" style={{ left: at.x, top: at.y }} />}
    >
      <OperationItems sections={sections} />
    </Menu>
  );
}

function sectionsFor({ document, kinds, selected }: EditorState) {
  const [only] = selected;
  if (only === undefined) return ON_CANVAS;
  if (selected.size > 1) return ON_SEVERAL;
  const node = nodeOf(document, only);
  return node && isBox(kinds, node) ? ON_BOX : ON_NODE;
}
