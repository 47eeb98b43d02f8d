// The kinds of nodes at the left, to be dragged onto the canvas or pressed.
import { clsx } from "clsx";
import { PanelLeftClose, Plus, Search } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { KIND_MEDIA_TYPE, KindIcon } from "@/canvas";
import type { Kind } from "@/graph";
import { bestMatches } from "@/lib/match";
import { IconButton } from "@/ui/button";
import { useBench } from "./bench";
import { kindGroups } from "./groups";
import { useEditorState } from "./store";

const OPEN_KEY = "towpath.editor.palette";
/** On narrower pages the canvas has the room until somebody wants it otherwise. */
const ROOMY = "(width >= 1100px)";

export function NodePalette() {
  const mayEdit = useEditorState((state) => state.mayEdit);
  const isPanelOpen = useEditorState(({ open }) => open !== undefined);
  const [isOpen, setOpen] = useState(wasOpen);
  const toggle = () => {
    localStorage.setItem(OPEN_KEY, isOpen ? "closed" : "open");
    setOpen(!isOpen);
  };
  if (!mayEdit) return null;
  if (!isOpen) {
    return (
      <div className="absolute top-4 start-4 z-10">
        <IconButton
          label="Show the nodes to add"
          size="medium"
          variant="secondary"
          icon={<Plus size={18} aria-hidden="true" />}
          onClick={toggle}
        />
      </div>
    );
  }
  return (
    <aside
      aria-label="Nodes to add"
      className={clsx(
        "flex w-60 shrink-0 flex-col border-r border-line bg-surface",
        isPanelOpen && "max-lg:hidden",
      )}
    >
      <List onHide={toggle} />
    </aside>
  );
}

function wasOpen(): boolean {
  const kept = localStorage.getItem(OPEN_KEY);
  return kept ? kept === "open" : matchMedia(ROOMY).matches;
}

function List({ onHide }: { onHide(): void }) {
  const kinds = useEditorState((state) => state.kinds);
  const [search, setSearch] = useState("");
  const found = search.trim()
    ? bestMatches(
        search,
        kinds.all,
        ({ title, keywords, summary }) => `${title} ${keywords.join(" ")} ${summary}`,
      )
    : kinds.all;
  const groups = kindGroups(found);
  return (
    <>
      <div className="flex items-center gap-1 p-3 pb-2">
        <span className="relative min-w-0 flex-1">
          <Search
            size={15}
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 start-2.5 -translate-y-1/2 text-ink-faint"
          />
          <input
            type="search"
            aria-label="Search nodes"
            placeholder="Search nodes"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-8 w-full rounded-control border border-line bg-ground ps-8 text-sm focus-visible:outline-offset-0"
          />
        </span>
        <IconButton
          label="Hide"
          icon={<PanelLeftClose size={16} aria-hidden="true" />}
          onClick={onHide}
        />
      </div>
      <div
        role="toolbar"
        aria-label="Nodes to add"
        aria-orientation="vertical"
        onKeyDown={walkEntries}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-4"
      >
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2 className="px-2 pt-3 pb-1 text-xs font-medium text-ink-faint">{group.title}</h2>
            {group.kinds.map((kind) => (
              <Entry key={kind.name} kind={kind} isStop={kind === groups[0]?.kinds[0]} />
            ))}
          </section>
        ))}
        {groups.length === 0 && (
          <p className="px-2 py-6 text-center text-sm text-ink-soft">No node is called that.</p>
        )}
      </div>
    </>
  );
}

/** The list is one tab stop; the arrow keys walk along it. */
function walkEntries(event: KeyboardEvent<HTMLElement>): void {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const index = entries.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: entries.length - 1 }[
    event.key
  ];
  if (next === undefined) return;
  event.preventDefault();
  entries[Math.max(0, Math.min(next, entries.length - 1))]?.focus();
}

function Entry({ kind, isStop }: { kind: Kind; isStop: boolean }) {
  const { editor, view } = useBench();
  const add = () => {
    const { active, document } = editor.state;
    const from = kind.role === "trigger" ? undefined : editor.freePort(active);
    const at = view()?.middle();
    const isFirst = document.nodes.length === 0;
    const id = editor.add(
      kind,
      from ? { from } : isFirst || !at ? {} : { at: { x: at.x - 120, y: at.y - 32 } },
    );
    if (id !== undefined) requestAnimationFrame(() => view()?.show(id));
  };
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      draggable
      title={kind.summary}
      onDragStart={(event) => {
        event.dataTransfer.setData(KIND_MEDIA_TYPE, kind.name);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={add}
      className="flex w-full cursor-grab items-center gap-2.5 rounded-control px-2 py-1.5 text-start text-sm compact:py-0.5 hover:bg-hover active:cursor-grabbing"
    >
      <KindIcon kind={kind} size="small" />
      <span className="min-w-0 flex-1 truncate">{kind.title}</span>
    </button>
  );
}
