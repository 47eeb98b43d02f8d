// The fields, names and methods that fit what is being typed in an expression.
import { clsx } from "clsx";
import { floatClass } from "@/ui/classes";
import type { Completion } from "./suggest";

export function SuggestionList(props: {
  id: string;
  completion: Completion;
  active: number;
  onChoose(index: number): void;
}) {
  return (
    <div
      id={props.id}
      role="listbox"
      aria-label="Fields that fit"
      className={clsx(
        floatClass,
        "absolute inset-x-0 top-full z-20 mt-1 overflow-hidden rounded-control py-1",
      )}
    >
      {props.completion.suggestions.map((suggestion, index) => (
        <div
          key={suggestion.path}
          id={`${props.id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.active}
          className={clsx(
            "flex cursor-pointer items-baseline gap-3 px-3 py-1 text-xs",
            index === props.active && "bg-accent-soft",
          )}
          // Before the field loses the keyboard and closes the list.
          onMouseDown={(event) => {
            event.preventDefault();
            props.onChoose(index);
          }}
        >
          <code className="shrink-0 font-mono text-ink">{suggestion.path}</code>
          <span className="ms-auto truncate text-ink-faint">{suggestion.sample}</span>
        </div>
      ))}
    </div>
  );
}
