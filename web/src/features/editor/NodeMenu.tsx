// The menu of the right button on the canvas.
import { ContextMenu } from "radix-ui";
import type { MouseEvent, ReactNode } from "react";
import { floatClass } from "@/ui/classes";
import { Kbd } from "@/ui/kbd";
import { useBench, useOperation } from "./bench";
import { useEditorState } from "./store";

const ON_NODE = [
  ["editor.open", "editor.rename", "editor.connect", "editor.disable"],
  ["editor.copy", "editor.cut", "editor.duplicate", "editor.delete"],
];
const ON_CANVAS = [
  ["editor.add", "editor.note", "editor.paste"],
  ["editor.select-all", "editor.tidy", "editor.show-all"],
];

export function NodeMenu({ children }: { children: ReactNode }) {
  const { editor } = useBench();
  const hasSelection = useEditorState(({ selected }) => selected.size > 0);
  /** The menu is about the node under the pointer, or about all that are selected. */
  const aim = (event: MouseEvent) => {
    const id = (event.target as Element).closest<HTMLElement>(".react-flow__node")?.dataset.id;
    if (id === undefined) editor.select([]);
    else if (!editor.state.selected.has(id)) editor.select([id]);
  };
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={aim}>
        <div className="size-full">{children}</div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          collisionPadding={8}
          className={`${floatClass} z-50 min-w-52 animate-appear p-1.5`}
        >
          {(hasSelection ? ON_NODE : ON_CANVAS).map((ids, index) => (
            <div key={ids[0]}>
              {index > 0 && <ContextMenu.Separator className="-mx-1.5 my-1.5 h-px bg-line" />}
              {ids.map((id) => (
                <Item key={id} id={id} />
              ))}
            </div>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Item({ id }: { id: string }) {
  const { label, icon: Icon, shortcut, enabled, perform } = useOperation(id);
  const isEnabled = useEditorState(enabled);
  return (
    <ContextMenu.Item
      disabled={!isEnabled}
      onSelect={perform}
      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-small px-2.5 py-1 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover forced-colors:data-highlighted:outline"
    >
      <span className="w-4 text-ink-soft">{Icon && <Icon size={16} aria-hidden="true" />}</span>
      <span className="flex-1">{label}</span>
      {shortcut && <Kbd keys={shortcut} />}
    </ContextMenu.Item>
  );
}
