// What the fields of a schedule are made of: a number in a sentence, days to press.
import { clsx } from "clsx";
import { useState } from "react";
import { Input } from "@/ui/input";
import { GroupBox } from "../group-box";

export function Count(props: {
  before: string;
  after: string;
  label: string;
  value: number;
  least: number;
  most: number;
  readOnly: boolean;
  onChange(value: number): void;
}) {
  // What is being typed may be no number yet.
  const [draft, setDraft] = useState<string>();
  const change = (text: string) => {
    const value = Number(text);
    const fits = /^\d+$/.test(text) && value >= props.least && value <= props.most;
    setDraft(fits ? undefined : text);
    if (fits) props.onChange(value);
  };
  return (
    <div className="flex items-center gap-2 text-sm">
      <span>{props.before}</span>
      <Input
        type="number"
        className="w-20!"
        aria-label={props.label}
        aria-invalid={draft !== undefined || undefined}
        min={props.least}
        max={props.most}
        readOnly={props.readOnly}
        value={draft ?? props.value}
        onBlur={() => setDraft(undefined)}
        onChange={(event) => change(event.target.value)}
      />
      <span>{props.after}</span>
    </div>
  );
}

export function Days<Value extends number | string>(props: {
  label: string;
  className: string;
  options: readonly { value: Value; label: string; name: string }[];
  chosen: readonly Value[];
  readOnly: boolean;
  onChange(chosen: readonly Value[]): void;
}) {
  const { chosen } = props;
  const toggle = (value: Value) => {
    const next = chosen.includes(value)
      ? chosen.filter((one) => one !== value)
      : [...chosen, value];
    // A schedule without any day is none: the last one stays.
    if (next.length > 0) props.onChange(next);
  };
  return (
    <GroupBox aria-label={props.label} disabled={props.readOnly}>
      <div className={clsx("grid max-w-92 gap-1", props.className)}>
        {props.options.map(({ value, label, name }) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen.includes(value)}
            aria-label={name === label ? undefined : name}
            onClick={() => toggle(value)}
            className="h-9 min-w-0 rounded-small border border-line bg-surface text-sm text-ink-soft tabular-nums transition-colors hover:border-accent aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-ink forced-colors:aria-pressed:outline-2"
          >
            {label}
          </button>
        ))}
      </div>
    </GroupBox>
  );
}
