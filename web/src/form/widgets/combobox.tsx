// A text field that finds one of many choices, by keyboard or pointer.
import { clsx } from "clsx";
import { Check, ChevronsUpDown } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { floatClass } from "@/ui/classes";
import { Input } from "@/ui/input";

export interface ComboboxOption {
  value: string;
  text: string;
  hint?: string;
}

interface Props {
  id: string;
  value: string | undefined;
  options: readonly ComboboxOption[];
  placeholder: string;
  label: string | undefined;
  describedBy: string | undefined;
  invalid: boolean;
  readOnly: boolean;
  onChange(next: string | undefined): void;
  onBlur(): void;
}

const SHOWN_MAXIMUM = 50;

export function Combobox(props: Props) {
  const listId = useId();
  const [words, setWords] = useState<string>();
  const [active, setActive] = useState(0);
  const open = words !== undefined;
  const found = open ? findOptions(props.options, words) : [];
  const current = props.options.find((option) => option.value === props.value);

  const close = () => {
    setWords(undefined);
    setActive(0);
  };
  const choose = (option: ComboboxOption | undefined) => {
    if (option) props.onChange(option.value);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" && !open) setWords("");
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp" && open) setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && open) choose(found[active]);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="relative">
      <Input
        id={props.id}
        role="combobox"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && found[active] ? `${listId}-${active}` : undefined}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        readOnly={props.readOnly}
        autoComplete="off"
        className="pe-9!"
        placeholder={current?.text ?? props.value ?? props.placeholder}
        value={words ?? current?.text ?? props.value ?? ""}
        onChange={(event) => {
          setWords(event.target.value);
          setActive(0);
          if (event.target.value === "") props.onChange(undefined);
        }}
        onClick={() => open || props.readOnly || setWords("")}
        onKeyDown={onKeyDown}
        onBlur={() => {
          close();
          props.onBlur();
        }}
      />
      <ChevronsUpDown
        size={15}
        aria-hidden
        className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-ink-faint"
      />
      {open && (
        <div
          id={listId}
          role="listbox"
          aria-label="Choices"
          className={clsx(
            floatClass,
            "absolute inset-x-0 top-full z-20 mt-1 max-h-64 overflow-y-auto rounded-control p-1",
          )}
        >
          {found.map((option, index) => (
            <div
              key={option.value}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={option.value === props.value}
              ref={(element) => {
                if (element && index === active) element.scrollIntoView?.({ block: "nearest" });
              }}
              className={clsx(
                "flex min-h-8 cursor-pointer items-center gap-2 rounded-small px-2.5 text-sm",
                index === active && "bg-hover",
              )}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(option);
              }}
            >
              <span className="min-w-0 flex-1 truncate">{option.text}</span>
              {option.hint && <span className="text-xs text-ink-faint">{option.hint}</span>}
              <Check
                size={14}
                aria-hidden
                className={clsx("text-accent", option.value !== props.value && "invisible")}
              />
            </div>
          ))}
          {found.length === 0 && (
            <p className="px-2.5 py-1.5 text-sm text-ink-soft">Nothing fits “{words}”.</p>
          )}
        </div>
      )}
    </div>
  );
}

/** Options that hold every word, those that begin with the words first. */
export function findOptions(options: readonly ComboboxOption[], words: string): ComboboxOption[] {
  const wanted = words
    .toLowerCase()
    .split(/[\s_/]+/)
    .filter(Boolean);
  const text = (option: ComboboxOption) => `${option.text} ${option.hint ?? ""}`.toLowerCase();
  const found = options.filter((option) => wanted.every((word) => text(option).includes(word)));
  const starts = (option: ComboboxOption) => (text(option).startsWith(words.toLowerCase()) ? 0 : 1);
  return found.sort((left, right) => starts(left) - starts(right)).slice(0, SHOWN_MAXIMUM);
}
