// Several of a closed set of values, kept in the order of the set.
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { useForm } from "../context";
import { GroupBox } from "../group-box";
import { type Json, sameJson } from "../json";
import { optionsOf, resolve } from "../schema";
import type { WidgetProps } from "./index";

export function Choices({ field, value, onChange, readOnly, labelledBy, label }: WidgetProps) {
  const { root } = useForm();
  const options = optionsOf(resolve(field.schema.items, root), root);
  const given = value ?? field.default;
  const chosen: readonly Json[] = Array.isArray(given) ? given : [];
  const has = (one: Json) => chosen.some((other) => sameJson(one, other));
  return (
    <GroupBox
      aria-labelledby={labelledBy}
      aria-label={label}
      disabled={readOnly}
      className="flex flex-wrap gap-2"
    >
      {options.map((option) => {
        const on = has(option.value);
        return (
          <button
            key={String(option.value)}
            type="button"
            aria-pressed={on}
            title={option.description || undefined}
            className={clsx(
              "inline-flex min-h-8 items-center gap-1.5 rounded-full border px-3 text-sm",
              on
                ? "border-accent bg-accent-soft font-medium text-accent"
                : "border-line-strong/60 text-ink-soft hover:border-line-strong hover:text-ink",
            )}
            onClick={() =>
              onChange(
                options
                  .map((one) => one.value)
                  .filter((one) => has(one) !== sameJson(one, option.value)),
              )
            }
          >
            {on && <Check size={14} aria-hidden />}
            {option.title}
          </button>
        );
      })}
    </GroupBox>
  );
}
