// A schedule: a common one by a few fields, or a cron line; with the next times it is due.

import { useState } from "react";
import { Input, SelectInput } from "@/ui/input";
import { useForm } from "../context";
import { lineOf, PRESETS, type Preset, type PresetName, presetOf } from "../cron/preset";
import { describeCron, isBeyond, nextTimes, parseCron } from "../cron/schedule";
import { GroupBox } from "../group-box";
import type { WidgetProps } from "./index";
import { placeholderOf } from "./text";

const TIMES_SHOWN = 3;
const EVERY = [1, 2, 5, 10, 15, 20, 30];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function Cron(props: WidgetProps) {
  const { id, value, onChange, readOnly, field } = props;
  const line =
    typeof value === "string" ? value : typeof field.default === "string" ? field.default : "";
  const [custom, setCustom] = useState(() => line !== "" && presetOf(line).name === "custom");
  const preset: Preset = { ...presetOf(line), ...(custom ? { name: "custom" as const } : {}) };
  const shown = line === "" && !custom ? undefined : preset.name;
  const choose = (name: PresetName) => {
    setCustom(name === "custom");
    if (name !== "custom") onChange(lineOf({ ...preset, name }));
    else if (line === "") onChange(lineOf({ ...preset, name: "daily" }));
  };
  return (
    <GroupBox aria-labelledby={props.labelledBy} aria-label={props.label} className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <SelectInput
          id={id}
          className="min-w-44 flex-1"
          disabled={readOnly}
          aria-label="How often"
          value={shown ?? ""}
          options={[...(shown ? [] : [{ value: "", label: "Choose…" }]), ...PRESETS]}
          onChange={(event) => event.target.value && choose(event.target.value as PresetName)}
        />
        {shown && shown !== "custom" && (
          <PresetFields
            preset={preset}
            readOnly={readOnly}
            onChange={(next) => onChange(lineOf(next))}
          />
        )}
      </div>
      {shown === "custom" && (
        <Input
          className="font-mono text-sm!"
          aria-label="Cron line"
          aria-invalid={props.invalid || undefined}
          aria-describedby={props.describedBy}
          readOnly={readOnly}
          value={typeof value === "string" ? value : ""}
          placeholder={placeholderOf(props) || "0 9 * * 1-5"}
          onBlur={props.onBlur}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      )}
      {line !== "" && <Meaning line={line} />}
    </GroupBox>
  );
}

interface PresetFieldsProps {
  preset: Preset;
  readOnly: boolean;
  onChange(next: Preset): void;
}

function PresetFields({ preset, readOnly, onChange }: PresetFieldsProps) {
  const { name, every, minute, hour, weekday, day } = preset;
  const two = (number: number) => String(number).padStart(2, "0");
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const choice = (
    field: keyof Preset,
    label: string,
    options: { value: string; label: string }[],
  ) => (
    <SelectInput
      key={field}
      className="w-36"
      disabled={readOnly}
      aria-label={label}
      value={String(preset[field])}
      options={options}
      onChange={(event) => onChange({ ...preset, [field]: Number(event.target.value) })}
    />
  );
  if (name === "minutes") {
    const steps = EVERY.includes(every) ? EVERY : [...EVERY, every];
    return choice(
      "every",
      "Minutes between",
      steps.map((step) => ({
        value: String(step),
        label: step === 1 ? "1 minute" : `${step} minutes`,
      })),
    );
  }
  if (name === "hourly") {
    return choice(
      "minute",
      "Minute of the hour",
      numbers(0, 59).map((one) => ({ value: String(one), label: `at :${two(one)}` })),
    );
  }
  return (
    <>
      {name === "weekly" &&
        choice(
          "weekday",
          "Weekday",
          WEEKDAYS.map((text, index) => ({ value: String(index), label: text })),
        )}
      {name === "monthly" &&
        choice(
          "day",
          "Day of the month",
          numbers(1, 31).map((one) => ({ value: String(one), label: `on day ${one}` })),
        )}
      <Input
        type="time"
        className="w-32!"
        aria-label="Time of day"
        readOnly={readOnly}
        value={`${two(hour)}:${two(minute)}`}
        onChange={(event) => {
          const [nextHour = hour, nextMinute = minute] = event.target.value.split(":").map(Number);
          if (event.target.value !== "")
            onChange({ ...preset, weekday, day, hour: nextHour, minute: nextMinute });
        }}
      />
    </>
  );
}

function Meaning({ line }: { line: string }) {
  const { timeZone = "UTC" } = useForm().context;
  const [now_ms] = useState(Date.now);
  if (isBeyond(line)) return null;
  const schedule = parseCron(line);
  if (typeof schedule === "string") return <p className="text-sm text-bad">{schedule}</p>;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const times = nextTimes(schedule, timeZone, now_ms, TIMES_SHOWN);
  return (
    <p className="text-sm text-ink-soft">
      {describeCron(line)}, {timeZone.replaceAll("_", " ")} time.{" "}
      {times.length === 0
        ? "It is never due."
        : `Next: ${times.map((at) => format.format(at)).join(" · ")}`}
    </p>
  );
}
