// The entries of the canvas's menu, at the point that was pressed.
import { Menu } from "@/ui/menu";
import { OperationItems } from "./OperationItems";
import { useEditorState } from "./store";

const ON_NODE = [
  ["editor.open", "editor.rename", "editor.connect", "editor.disable"],
  ["editor.copy", "editor.cut", "editor.duplicate", "editor.delete"],
];
const ON_CANVAS = [
  ["editor.add", "editor.note", "editor.paste"],
  ["editor.select-all", "editor.tidy", "editor.show-all"],
];

type Props = { at: { x: number; y: number }; onClose(): void };

export default function NodeMenuList({ at, onClose }: Props) {
  const hasSelection = useEditorState(({ selected }) => selected.size > 0);
  return (
    <Menu
      defaultOpen
      align="start"
      onOpenChange={(open) => !open && onClose()}
      className="w-60"
      trigger={<span className="fixed" style={{ left: at.x, top: at.y }} />}
    >
      <OperationItems sections={hasSelection ? ON_NODE : ON_CANVAS} />
    </Menu>
  );
}
