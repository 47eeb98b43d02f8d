// A few small choices beside each other, of which one holds.

import { clsx } from "clsx";
import { GroupBox } from "../group-box";

interface Props<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  disabled?: boolean;
  onChange(next: Value): void;
}

export function ModeTabs<Value extends string>({
  label,
  value,
  options,
  disabled = false,
  onChange,
}: Props<Value>) {
  return (
    <GroupBox aria-label={label} className="flex w-fit rounded-control bg-sunken p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          disabled={disabled}
          aria-pressed={option.value === value}
          className={clsx(
            "min-h-7 rounded-small px-3 text-sm transition-colors",
            option.value === value
              ? "bg-surface font-medium text-ink shadow-card"
              : "text-ink-soft hover:text-ink",
          )}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </GroupBox>
  );
}
