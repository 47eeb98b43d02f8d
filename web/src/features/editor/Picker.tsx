// A list to choose from by a few letters, with the keyboard or the pointer.
import { clsx } from "clsx";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { bestMatches } from "@/lib/match";
import { useOpenWhileDrawn } from "@/ui/dialog";

export type Choice = {
  readonly id: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly group?: string | undefined;
  /** Further words it is found by. */
  readonly words?: string | undefined;
  readonly icon?: ReactNode;
};

type Props = {
  /** What is chosen, as a sentence. */
  label: string;
  choices: readonly Choice[];
  /** Shown when nothing answers the search. */
  empty: string;
  onChoose(id: string): void;
  onClose(): void;
};

export function Picker(props: Props) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  useOpenWhileDrawn(element);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape
    <dialog
      ref={setElement}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => event.target === element && props.onClose()}
      className="mx-auto mt-[12vh] mb-auto max-h-[68dvh] w-120 max-w-[calc(100vw-2rem)] animate-rise overflow-hidden rounded-card border border-line bg-raised shadow-float open:flex"
    >
      <PickerList {...props} />
    </dialog>
  );
}

function PickerList({ label, choices, empty, onChoose }: Props) {
  const id = useId();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState(0);
  const found = findChoices(choices, search);
  const index = Math.min(chosen, found.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setChosen((index + step + found.length) % Math.max(found.length, 1));
    }
    const choice = found[index];
    if (event.key === "Enter" && choice) {
      event.preventDefault();
      onChoose(choice.id);
    }
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={18} aria-hidden="true" className="shrink-0 text-ink-faint" />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={id}
          aria-activedescendant={found[index] ? `${id}-${index}` : undefined}
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type here
          autoFocus
          placeholder={label}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className="h-13 min-w-0 flex-1 bg-transparent outline-none"
        />
      </div>
      <div id={id} role="listbox" aria-label={label} className="min-h-0 overflow-y-auto p-1.5">
        {found.map((choice, place) => (
          <Row
            key={choice.id}
            id={`${id}-${place}`}
            choice={choice}
            heading={choice.group === found[place - 1]?.group ? undefined : choice.group}
            isChosen={place === index}
            onPoint={() => setChosen(place)}
            onChoose={() => onChoose(choice.id)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className="px-6 pt-4 pb-8 text-center text-sm text-ink-soft">{empty}</p>
      )}
    </div>
  );
}

type RowProps = {
  id: string;
  choice: Choice;
  heading: string | undefined;
  isChosen: boolean;
  onPoint(): void;
  onChoose(): void;
};

function Row({ id, choice, heading, isChosen, onPoint, onChoose }: RowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    <>
      {heading && (
        <p role="presentation" className="px-2.5 pt-2.5 pb-1 text-xs font-medium text-ink-faint">
          {heading}
        </p>
      )}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's */}
      <div
        ref={row}
        id={id}
        role="option"
        aria-selected={isChosen}
        onPointerMove={onPoint}
        onClick={onChoose}
        className={clsx(
          "flex min-h-11 items-center gap-3 rounded-small px-2.5 py-1.5 select-none",
          isChosen && "bg-hover forced-colors:outline",
        )}
      >
        {choice.icon}
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium">{choice.title}</span>
          {choice.detail && (
            <span className="block truncate text-xs text-ink-soft">{choice.detail}</span>
          )}
        </span>
      </div>
    </>
  );
}

/** The choices that answer a search, best first; those of a group stay side by side. */
function findChoices(choices: readonly Choice[], search: string): readonly Choice[] {
  if (search.trim() === "") return choices;
  const text = ({ title, words = "", detail = "" }: Choice) => `${title} ${words} ${detail}`;
  const found = bestMatches(search, choices, text);
  // A hit in the name is worth more than one in the words around it.
  const named = new Set(bestMatches(search, choices, ({ title }) => title));
  const ordered = [
    ...found.filter((choice) => named.has(choice)),
    ...found.filter((choice) => !named.has(choice)),
  ];
  return ordered.map((choice) => ({ ...choice, group: undefined }));
}
