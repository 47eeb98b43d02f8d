// The command palette: every action there is just now, and every flow by name.
import { clsx } from "clsx";
import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { Action } from "@/lib/actions";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";
import { usePaletteEntries } from "./entries";
import { PALETTE_ID, takeTyped } from "./keyboard";

export default function Palette({ onClose }: { onClose(): void }) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  useOpenWhileDrawn(element);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape
    <dialog
      ref={setElement}
      id={PALETTE_ID}
      aria-label="Search and commands"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === element && onClose()}
      className="mx-auto mt-[12vh] mb-auto max-h-[70dvh] w-144 max-w-[calc(100vw-2rem)] animate-rise overflow-hidden rounded-card border border-line bg-raised shadow-float open:flex"
    >
      <PaletteList onClose={onClose} />
    </dialog>
  );
}

function PaletteList({ onClose }: { onClose(): void }) {
  const id = useId();
  const [search, setSearch] = useState(takeTyped);
  const [chosen, setChosen] = useState(0);
  const entries = usePaletteEntries(search);
  const index = Math.min(chosen, entries.length - 1);

  const perform = (action: Action | undefined) => {
    if (!action) return;
    // Closed first, so that what the action opens or focuses keeps the focus.
    onClose();
    action.perform();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setChosen((index + step + entries.length) % Math.max(entries.length, 1));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      perform(entries[index]);
    }
  };

  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={18} aria-hidden="true" className="shrink-0 text-ink-faint" />
        <input
          role="combobox"
          aria-label="Search and commands"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={entries[index] ? `${id}-${index}` : undefined}
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type here
          autoFocus
          placeholder="Search flows and commands"
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className="h-13 min-w-0 flex-1 bg-transparent outline-none"
        />
        <Kbd keys="escape" className="text-ink-soft" />
      </div>
      <div role="listbox" id={id} aria-label="Found" className="min-h-0 flex-1 overflow-y-auto p-2">
        {entries.map((action, position) => (
          <Entry
            key={action.id}
            id={`${id}-${position}`}
            action={action}
            heading={entries[position - 1]?.group === action.group ? undefined : action.group}
            chosen={position === index}
            onChoose={() => setChosen(position)}
            onPerform={() => perform(action)}
          />
        ))}
        {entries.length === 0 && (
          <p className="px-3 py-8 text-center text-sm text-ink-soft">Nothing is called that.</p>
        )}
      </div>
    </div>
  );
}

type EntryProps = {
  id: string;
  action: Action;
  heading: string | undefined;
  chosen: boolean;
  onChoose(): void;
  onPerform(): void;
};

function Entry({ id, action, heading, chosen, onChoose, onPerform }: EntryProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <>
      {heading && (
        <p aria-hidden="true" className="px-3 pt-2 pb-1 text-xs font-medium text-ink-faint">
          {heading}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are taken by the field above */}
      <div
        ref={ref}
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={chosen}
        onPointerMove={onChoose}
        onClick={onPerform}
        className={clsx(
          "flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-3 py-2 text-sm",
          chosen && "bg-accent-soft text-accent forced-colors:outline",
        )}
      >
        <span aria-hidden="true" className="flex w-4 shrink-0 justify-center opacity-80">
          {action.icon}
        </span>
        <span className="min-w-0 flex-1 truncate">{action.label}</span>
        {action.shortcut && <Kbd keys={action.shortcut} />}
      </div>
    </>
  );
}
