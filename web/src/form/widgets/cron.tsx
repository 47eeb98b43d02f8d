// A schedule: a few fields for what most people mean, or cron lines; with the next times
// it is due, told by the server that follows it.
import { use, useState } from "react";
import { SelectInput } from "@/ui/input";
import { SiblingsContext, useForm } from "../context";
import { Due } from "../cron/due";
import { CronLines } from "../cron/lines";
import { changedTo, type Every, linesOf, type Plan, planOf } from "../cron/plan";
import { PlanFields } from "../cron/plan-fields";
import { GroupBox } from "../group-box";
import type { WidgetProps } from "./index";

const EVERY: { value: Every; label: string }[] = [
  { value: "minutes", label: "Every few minutes" },
  { value: "hours", label: "Every few hours" },
  { value: "days", label: "Every day" },
  { value: "weeks", label: "On days of the week" },
  { value: "months", label: "On days of the month" },
  { value: "monthly_weekday", label: "On one weekday of the month" },
  { value: "custom", label: "By cron lines of my own" },
];

export function Cron(props: WidgetProps) {
  const { id, field, value, onChange, readOnly } = props;
  const siblings = use(SiblingsContext);
  const { timeZone = "UTC" } = useForm().context;
  // Lines beside the first stand in a parameter of their own.
  const more = field.schema["x-more"];
  const lines = linesIn(value ?? field.default, more && siblings?.value[more]);
  const [isOwn, setOwn] = useState(() => lines.length > 0 && planOf(lines).every === "custom");
  const plan: Plan | undefined =
    lines.length === 0 ? undefined : isOwn ? { every: "custom", lines } : planOf(lines);

  const set = (next: readonly string[]) => {
    const [first, ...rest] = next;
    if (more === undefined || !siblings) return onChange(first || undefined);
    const { [field.name]: _, [more]: __, ...others } = siblings.value;
    siblings.set({
      ...others,
      ...(first ? { [field.name]: first } : {}),
      ...(rest.length > 0 ? { [more]: rest } : {}),
    });
  };
  const choose = (every: Every) => {
    setOwn(every === "custom");
    const before = plan ?? { every: "days", times: [{ hour: 9, minute: 0 }], isWorkdays: false };
    set(linesOf(changedTo(every, before)));
  };
  return (
    <GroupBox aria-labelledby={props.labelledBy} aria-label={props.label} className="grid gap-3">
      <SelectInput
        id={id}
        disabled={readOnly}
        aria-label="How often"
        aria-invalid={props.invalid || undefined}
        aria-describedby={props.describedBy}
        value={plan?.every ?? ""}
        options={[...(plan ? [] : [{ value: "", label: "Choose…" }]), ...EVERY]}
        onBlur={props.onBlur}
        onChange={(event) => event.target.value && choose(event.target.value as Every)}
      />
      {plan &&
        (plan.every === "custom" ? (
          <CronLines
            lines={plan.lines}
            isSeveral={more !== undefined}
            readOnly={readOnly}
            placeholder={field.placeholder || "0 9 * * 1-5"}
            onBlur={props.onBlur}
            onChange={set}
          />
        ) : (
          <PlanFields
            plan={plan}
            isSeveral={more !== undefined}
            readOnly={readOnly}
            onChange={(next) => set(linesOf(next))}
          />
        ))}
      {lines.some((line) => line.trim() !== "") && <Due lines={lines} timeZone={timeZone} />}
    </GroupBox>
  );
}

function linesIn(first: unknown, more: unknown): string[] {
  const rest = Array.isArray(more) ? more.filter((line) => typeof line === "string") : [];
  return typeof first === "string" ? [first, ...rest] : rest;
}
