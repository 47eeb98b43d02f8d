// A few views of one list, one of them chosen.
import { clsx } from "clsx";
import type { ReactNode } from "react";

type Props<Value> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  className?: string;
  disabled?: boolean;
  onChange(value: Value): void;
};

export function Segments<Value extends string>({
  label,
  value,
  options,
  className,
  disabled = false,
  onChange,
}: Props<Value>) {
  return (
    <fieldset
      disabled={disabled}
      className={clsx(
        "inline-flex min-w-0 gap-0.5 overflow-x-auto rounded-control border border-line bg-sunken p-0.75",
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="h-8 shrink-0 rounded-small px-3 text-sm font-medium whitespace-nowrap text-ink-soft -outline-offset-2 hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink aria-pressed:shadow-card contrast:aria-pressed:outline forced-colors:aria-pressed:outline"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
