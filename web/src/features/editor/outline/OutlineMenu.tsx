// What can be done with a row of the outline.
import type { LazyMenuProps } from "@/ui/lazy-menu";
import { Menu } from "@/ui/menu";
import { OperationItems } from "../OperationItems";

const SECTIONS = [
  ["editor.open", "editor.rename", "editor.replace"],
  ["editor.add-inside", "editor.connect", "editor.reattach", "editor.disconnect"],
  ["editor.earlier", "editor.later", "editor.move-into", "editor.wrap", "editor.unwrap"],
  ["editor.disable", "editor.duplicate", "editor.delete"],
];

export default function OutlineMenu(menu: LazyMenuProps) {
  return (
    <Menu {...menu} className="w-72">
      <OperationItems sections={SECTIONS} />
    </Menu>
  );
}
