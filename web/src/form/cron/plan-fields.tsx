// The fields of a schedule that is said in a few words.
import { clsx } from "clsx";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { hintClass, labelClass } from "@/ui/classes";
import { Input, SelectInput } from "@/ui/input";
import { Segments } from "@/ui/segments";
import { GroupBox } from "../group-box";
import { type MonthDay, type Plan, type Time, timeOf, timeText, type Week } from "./plan";

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

function Count(props: {
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

function Days<Value extends number | string>(props: {
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

type Timed = Extract<Plan, { times: readonly Time[] }>;
const TIMES_MOST = 12;

function Times({ plan, isSeveral, readOnly, onChange }: Props<Timed>) {
  const { times } = plan;
  const set = (next: readonly Time[]) => onChange({ ...plan, times: inOrder(next) });
  return (
    <GroupBox aria-label="Times of day" className="grid gap-1.5">
      <span className={labelClass}>At</span>
      <div className="flex flex-wrap items-center gap-2">
        {times.map((time, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a time that is being typed changes its text
          <span key={index} className="relative flex">
            <Input
              type="time"
              className={clsx("w-32!", times.length > 1 && "pe-9!")}
              aria-label={times.length > 1 ? `Time of day ${index + 1}` : "Time of day"}
              readOnly={readOnly}
              value={timeText(time)}
              onChange={(event) => {
                const next = timeOf(event.target.value);
                // In the order they stand: one that is being typed must not jump away.
                if (next) onChange({ ...plan, times: times.with(index, next) });
              }}
            />
            {times.length > 1 && !readOnly && (
              <IconButton
                label={`Remove ${timeText(time)}`}
                icon={<X size={14} />}
                className="absolute! end-1 top-1.5 size-7!"
                onClick={() => set(times.toSpliced(index, 1))}
              />
            )}
          </span>
        ))}
        {isSeveral && !readOnly && times.length < TIMES_MOST && (
          <Button
            size="small"
            icon={<Plus size={15} aria-hidden />}
            onClick={() => set([...times, nextOf(times)])}
          >
            Add a time
          </Button>
        )}
      </div>
    </GroupBox>
  );
}

function inOrder(times: readonly Time[]): Time[] {
  return times.toSorted((left, right) => left.hour - right.hour || left.minute - right.minute);
}

/** An hour after the last one, as long as the day has one that is free. */
function nextOf(times: readonly Time[]): Time {
  const last = times.at(-1) ?? { hour: 8, minute: 0 };
  const hours = Array.from({ length: 24 }, (_, index) => (last.hour + 1 + index) % 24);
  const hour = hours.find((one) => !times.some((time) => time.hour === one)) ?? last.hour;
  return { hour, minute: last.minute };
}
