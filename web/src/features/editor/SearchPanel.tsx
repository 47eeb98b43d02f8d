// Finds text in the flow while the canvas stays in view: each hit is shown where it is.
import { clsx } from "clsx";
import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { HITS_MAXIMUM, type Hit, searchFlow } from "@/graph";
import { IconButton } from "@/ui/button";
import { useBench } from "./bench";
import { useEditorState } from "./store";

export function SearchPanel({ onClose }: { onClose(): void }) {
  const { editor, view } = useBench();
  const id = useId();
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const wanted = useDeferredValue(text);
  const hits = useMemo(() => searchFlow(document, kinds, wanted), [document, kinds, wanted]);
  const index = Math.min(chosen, hits.length - 1);

  const go = (place: number) => {
    const next = (place + hits.length) % Math.max(hits.length, 1);
    const hit = hits[next];
    setChosen(next);
    if (!hit) return;
    editor.reveal(hit.id);
    view()?.show(hit.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    } else if (step) {
      event.preventDefault();
      // The first Enter goes to the hit that is marked already.
      const isFirst = event.key === "Enter" && !editor.state.selected.has(hits[index]?.id ?? "");
      go(isFirst ? index : index + step);
    }
  };
  return (
    <search
      aria-label="Search in the flow"
      onKeyDown={onKeyDown}
      className="fixed top-17 end-3 z-40 flex max-h-[70dvh] w-96 max-w-[calc(100vw-1.5rem)] animate-rise flex-col overflow-hidden rounded-card border border-line bg-raised shadow-float"
    >
      <div className="flex items-center gap-1 py-1.5 pe-1.5 ps-3">
        <Search size={16} aria-hidden="true" className="shrink-0 text-ink-faint" />
        <input
          type="text"
          role="combobox"
          aria-label="Names, fields and values"
          aria-expanded={hits.length > 0}
          aria-controls={id}
          aria-activedescendant={hits[index] ? `${id}-${index}` : undefined}
          // biome-ignore lint/a11y/noAutofocus: it is opened to type here
          autoFocus
          placeholder="Names, fields, values"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          className="h-8 min-w-0 flex-1 bg-transparent px-1 text-sm outline-none"
        />
        <Count hits={hits.length} index={index} isAsked={wanted.trim() !== ""} />
        <IconButton
          label="Hit before"
          icon={<ChevronUp size={16} aria-hidden="true" />}
          disabled={hits.length === 0}
          onClick={() => go(index - 1)}
        />
        <IconButton
          label="Next hit"
          icon={<ChevronDown size={16} aria-hidden="true" />}
          disabled={hits.length === 0}
          onClick={() => go(index + 1)}
        />
        <IconButton
          label="Close the search"
          icon={<X size={16} aria-hidden="true" />}
          onClick={onClose}
        />
      </div>
      {hits.length > 0 && (
        <div
          id={id}
          role="listbox"
          aria-label="Hits"
          className="min-h-0 overflow-y-auto border-t border-line p-1.5"
        >
          {hits.map((hit, place) => (
            <Row
              key={`${hit.id} ${hit.place}`}
              id={`${id}-${place}`}
              hit={hit}
              length={wanted.trim().length}
              isChosen={place === index}
              onChoose={() => go(place)}
            />
          ))}
        </div>
      )}
    </search>
  );
}

function Count({ hits, index, isAsked }: { hits: number; index: number; isAsked: boolean }) {
  const most = hits >= HITS_MAXIMUM ? `${HITS_MAXIMUM}+` : String(hits);
  return (
    <span role="status" className="shrink-0 px-1 text-xs text-ink-soft tabular-nums">
      {!isAsked ? "" : hits === 0 ? "Nothing found" : `${index + 1} of ${most}`}
    </span>
  );
}

type RowProps = { id: string; hit: Hit; length: number; isChosen: boolean; onChoose(): void };

function Row({ id, hit, length, isChosen, onChoose }: RowProps) {
  const { excerpt, from } = hit;
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (isChosen) element?.scrollIntoView({ block: "nearest" });
  }, [element, isChosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
    <div
      ref={setElement}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onClick={onChoose}
      className={clsx(
        "cursor-pointer rounded-small px-2.5 py-1.5",
        isChosen ? "bg-hover forced-colors:outline" : "hover:bg-hover",
      )}
    >
      <span className="flex items-baseline gap-2">
        <span className="truncate text-sm font-medium">{hit.title}</span>
        <span className="ms-auto shrink-0 text-xs text-ink-faint">{hit.place}</span>
      </span>
      {hit.place !== "Name" && (
        <span className="block truncate text-xs text-ink-soft">
          {excerpt.slice(0, from)}
          <mark className="rounded-[3px] bg-accent-soft text-ink">
            {excerpt.slice(from, from + length)}
          </mark>
          {excerpt.slice(from + length)}
        </span>
      )}
    </div>
  );
}
