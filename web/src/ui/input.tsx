// Controls without a label, for forms that draw their own frame.
import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { inputClass } from "./classes";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={clsx(inputClass, "h-10 read-only:bg-sunken", className)} />;
}

export function TextAreaInput({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={3}
      {...rest}
      className={clsx(inputClass, "py-2 read-only:bg-sunken", className)}
    />
  );
}

export type SelectOption = { value: string; label: string; disabled?: boolean };

/** The browser's own select: it works with every keyboard, phone and reader. */
export function SelectInput({
  options,
  className,
  ...rest
}: ComponentProps<"select"> & { options: readonly SelectOption[] }) {
  return (
    <span className={clsx("relative block min-w-0", className)}>
      <select {...rest} className={clsx(inputClass, "h-10 appearance-none truncate pe-9!")}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        size={16}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 end-3 -translate-y-1/2 text-ink-soft"
      />
    </span>
  );
}
