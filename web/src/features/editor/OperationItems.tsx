// Operations as entries of a menu, in sections.
import { MenuDivider, MenuItem } from "@/ui/menu";
import { useOperation } from "./bench";
import { useEditorState } from "./store";

/** The ids of operations, section by section. */
export function OperationItems({ sections }: { sections: readonly (readonly string[])[] }) {
  return sections.map((ids, index) => (
    <div key={ids[0]}>
      {index > 0 && <MenuDivider />}
      {ids.map((id) => (
        <OperationItem key={id} id={id} />
      ))}
    </div>
  ));
}

function OperationItem({ id }: { id: string }) {
  const { label, icon: Icon, shortcut, enabled, perform } = useOperation(id);
  const isEnabled = useEditorState(enabled);
  return (
    <MenuItem
      icon={Icon ? <Icon size={16} aria-hidden="true" /> : <span className="block w-4" />}
      {...(shortcut ? { shortcut } : {})}
      disabled={!isEnabled}
      onSelect={perform}
    >
      {label}
    </MenuItem>
  );
}
