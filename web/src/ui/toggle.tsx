// On or off: a switch that acts at once, a checkbox that is part of a form.
import { clsx } from "clsx";
import { type ReactNode, useId } from "react";
import { hintClass } from "./classes";

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  className?: string;
  onChange(checked: boolean): void;
};

export function Switch({ label, hint, checked, disabled, className, onChange }: Props) {
  const id = useId();
  return (
    <div className={clsx("flex items-start justify-between gap-4", className)}>
      <span className="min-w-0">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className={hintClass}>
            {hint}
          </p>
        )}
      </span>
      <SwitchInput
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        checked={checked}
        disabled={disabled}
        onChange={onChange}
      />
    </div>
  );
}

export type SwitchInputProps = {
  id?: string | undefined;
  "aria-label"?: string | undefined;
  "aria-describedby"?: string | undefined;
  checked: boolean;
  disabled?: boolean | undefined;
  onChange(checked: boolean): void;
};

/** The switch alone, for forms that draw their own label. */
export function SwitchInput({ checked, onChange, ...rest }: SwitchInputProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      {...rest}
      onClick={() => onChange(!checked)}
      className={clsx(
        "relative h-6 w-10 shrink-0 rounded-full border transition-colors disabled:opacity-50",
        checked ? "border-accent bg-accent" : "border-line-strong bg-sunken",
      )}
    >
      <span
        className={clsx(
          "absolute top-1/2 start-0.5 size-4.5 -translate-y-1/2 rounded-full transition-transform forced-colors:bg-[ButtonText]",
          checked ? "translate-x-4 bg-on-accent rtl:-translate-x-4" : "bg-line-strong",
        )}
      />
    </button>
  );
}

export function Checkbox({ label, hint, checked, disabled, className, onChange }: Props) {
  const id = useId();
  return (
    <div className={clsx("flex items-start gap-3", className)}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-5 shrink-0"
      />
      <span className="min-w-0">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className={hintClass}>
            {hint}
          </p>
        )}
      </span>
    </div>
  );
}
