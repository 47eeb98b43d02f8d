// The fields of a schedule that is said in a few words.
import { hintClass } from "@/ui/classes";
import { SelectInput } from "@/ui/input";
import { Segments } from "@/ui/segments";
import type { MonthDay, Plan, Week } from "./plan";
import { Count, Days } from "./plan-controls";
import { Times } from "./plan-times";

interface Props<Shown extends Plan = Plan> {
  plan: Shown;
  /** Whether times of different minutes can be told. */
  isSeveral: boolean;
  readOnly: boolean;
  onChange(plan: Plan): void;
}

export function PlanFields(props: Props) {
  const { plan, readOnly, onChange } = props;
  switch (plan.every) {
    case "minutes":
      return (
        <div className="grid gap-1.5">
          <Count
            before="Every"
            after={plan.step === 1 ? "minute" : "minutes"}
            label="Minutes between"
            value={plan.step}
            least={1}
            most={59}
            readOnly={readOnly}
            onChange={(step) => onChange({ ...plan, step })}
          />
          {60 % plan.step !== 0 && <p className={hintClass}>It starts anew at each full hour.</p>}
        </div>
      );
    case "hours":
      return (
        <div className="grid gap-1.5">
          <div className="flex flex-wrap gap-x-4 gap-y-2">
            <Count
              before="Every"
              after={plan.step === 1 ? "hour" : "hours"}
              label="Hours between"
              value={plan.step}
              least={1}
              most={23}
              readOnly={readOnly}
              onChange={(step) => onChange({ ...plan, step })}
            />
            <Count
              before="at minute"
              after=""
              label="Minute of the hour"
              value={plan.minute}
              least={0}
              most={59}
              readOnly={readOnly}
              onChange={(minute) => onChange({ ...plan, minute })}
            />
          </div>
          {24 % plan.step !== 0 && <p className={hintClass}>It starts anew at midnight.</p>}
        </div>
      );
    case "days":
      return (
        <>
          <Segments<"all" | "workdays">
            className="justify-self-start"
            label="Which days"
            disabled={readOnly}
            value={plan.isWorkdays ? "workdays" : "all"}
            options={[
              { value: "all", label: "Every day" },
              { value: "workdays", label: "Monday to Friday" },
            ]}
            onChange={(which) => onChange({ ...plan, isWorkdays: which === "workdays" })}
          />
          <Times {...props} plan={plan} />
        </>
      );
    case "weeks":
      return (
        <>
          <Days<number>
            label="Days of the week"
            className="grid-cols-7"
            options={WEEK.map((day) => ({ value: day, label: short(day), name: short(day) }))}
            chosen={plan.weekdays}
            readOnly={readOnly}
            onChange={(weekdays) => onChange({ ...plan, weekdays })}
          />
          <Times {...props} plan={plan} />
        </>
      );
    case "months":
      return (
        <>
          <Days<MonthDay>
            label="Days of the month"
            className="grid-cols-7"
            options={MONTH_DAYS}
            chosen={plan.days}
            readOnly={readOnly}
            onChange={(days) => onChange({ ...plan, days })}
          />
          {plan.days.some((day) => day !== "L" && day > 28) && (
            <p className={hintClass}>
              A month that has no such day is left out; “Last” is always there.
            </p>
          )}
          <Times {...props} plan={plan} />
        </>
      );
    case "monthly_weekday":
      return (
        <>
          <div className="grid grid-cols-2 gap-2">
            <SelectInput
              aria-label="Which one of the month"
              disabled={readOnly}
              value={String(plan.week)}
              options={WEEKS}
              onChange={({ target }) => onChange({ ...plan, week: weekOf(target.value) })}
            />
            <SelectInput
              aria-label="Weekday"
              disabled={readOnly}
              value={String(plan.weekday)}
              options={WEEK.map((day) => ({ value: String(day), label: WEEKDAYS[day] ?? "" }))}
              onChange={({ target }) => onChange({ ...plan, weekday: Number(target.value) })}
            />
          </div>
          <Times {...props} plan={plan} />
        </>
      );
    case "custom":
      return null;
  }
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
/** As a week is read in most places, Monday first. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];
const short = (day: number) => (WEEKDAYS[day] ?? "").slice(0, 3);
const MONTH_DAYS = [
  ...Array.from({ length: 31 }, (_, index) => ({
    value: (index + 1) as MonthDay,
    label: String(index + 1),
    name: `Day ${index + 1}`,
  })),
  { value: "L" as MonthDay, label: "Last", name: "Last day" },
];
const WEEKS = [
  { value: "1", label: "First" },
  { value: "2", label: "Second" },
  { value: "3", label: "Third" },
  { value: "4", label: "Fourth" },
  { value: "L", label: "Last" },
];
const weekOf = (text: string): Week => (text === "L" ? "L" : (Number(text) as Week));
