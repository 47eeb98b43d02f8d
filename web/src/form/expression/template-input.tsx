// A text with `{{ }}` in it. The text area's own letters are invisible; a copy
// behind it draws them with the expressions marked, and sets the height.
import { clsx } from "clsx";
import { useRef } from "react";
import { segments, unwrapDropped } from "./segment";
import { SuggestionList } from "./suggestion-list";
import { PATH_TYPE } from "./target";
import { useCompletion, useInsertTarget } from "./use-completion";

export interface TemplateInputProps {
  id: string;
  value: string;
  onChange(next: string): void;
  onBlur?(): void;
  /** Least number of lines; with 1, Enter makes no new line unless it `wraps`. */
  lines?: number;
  wraps?: boolean;
  mono?: boolean;
  placeholder?: string;
  inputMode?: "email" | "tel" | "url";
  invalid?: boolean;
  required?: boolean;
  readOnly?: boolean;
  label?: string | undefined;
  describedBy?: string | undefined;
}

const LETTERS = "col-start-1 row-start-1 px-3 py-[7px] text-base whitespace-pre-wrap wrap-anywhere";

export function TemplateInput(props: TemplateInputProps) {
  const { value, lines = 1, mono = false } = props;
  const oneLine = lines === 1 && props.wraps !== true;
  const area = useRef<HTMLTextAreaElement>(null);
  const letters = clsx(LETTERS, mono && "font-mono text-sm/[24px]");
  const completing = useCompletion(area, value);
  useInsertTarget(area);

  return (
    <div className="relative">
      <div
        className={clsx(
          "grid max-h-96 overflow-y-auto rounded-control border bg-surface transition-colors",
          "focus-within:outline-2 focus-within:outline-accent focus-within:border-accent",
          props.invalid ? "border-bad" : "border-line-strong/60 hover:border-line-strong",
          props.readOnly && "bg-sunken",
        )}
        // The height of a number of lines is arithmetic, not a class.
        style={{ minHeight: `${lines * 24 + 16}px` }}
      >
        <div aria-hidden className={clsx(letters, "text-ink forced-colors:invisible")}>
          <Marked template={value} />
          {"\u200b"}
        </div>
        <textarea
          ref={area}
          id={props.id}
          rows={1}
          value={value}
          placeholder={props.placeholder}
          inputMode={props.inputMode}
          readOnly={props.readOnly}
          required={props.required}
          spellCheck={!mono && !value.includes("{{")}
          autoComplete="off"
          autoCapitalize="off"
          className={clsx(
            letters,
            "w-full resize-none overflow-hidden bg-transparent text-transparent caret-ink outline-none forced-colors:text-ink",
          )}
          aria-label={props.label}
          aria-invalid={props.invalid || undefined}
          aria-describedby={props.describedBy}
          aria-autocomplete="list"
          aria-controls={completing.completion ? completing.listId : undefined}
          aria-activedescendant={completing.activeId}
          onChange={(event) => {
            props.onChange(cleaned(event.target.value, event.nativeEvent, oneLine));
            completing.update();
          }}
          onKeyDown={(event) => {
            if (completing.onKeyDown(event)) return;
            if (event.key === "Enter" && oneLine && !event.ctrlKey && !event.metaKey)
              event.preventDefault();
          }}
          onSelect={completing.update}
          onBlur={() => {
            completing.close();
            props.onBlur?.();
          }}
        />
      </div>
      {completing.completion && (
        <SuggestionList
          id={completing.listId}
          completion={completing.completion}
          active={completing.active}
          onChoose={completing.choose}
        />
      )}
    </div>
  );
}

function Marked({ template }: { template: string }) {
  return segments(template).map((part) =>
    part.kind === "text" ? (
      part.text
    ) : (
      <mark
        key={part.start}
        className={clsx(
          "rounded-[4px] py-[2px]",
          part.kind === "open" ? "bg-warn-soft text-warn" : "bg-accent-soft text-accent",
        )}
      >
        {part.text}
      </mark>
    ),
  );
}

/** A line stays a line, and a field dropped into an expression loses its braces. */
function cleaned(text: string, event: Event, oneLine: boolean): string {
  const input = event as InputEvent;
  const dropped =
    input.inputType === "insertFromDrop" ? input.dataTransfer?.getData(PATH_TYPE) : "";
  const whole = dropped ? unwrapDropped(text, `{{ ${dropped} }}`) : text;
  return oneLine ? whole.replaceAll(/[\r\n]+/g, " ") : whole;
}
