// How many may begin in a time: a number, and the time with its unit.
import { RATE_UNITS, type Rate, type RateUnit, splitTime, timeOf, wholeNumber } from "@/lib/rate";
import { Select, TextField } from "./text-field";

const RUNS_MOST = 1_000_000;
const MINUTE_MS = 60_000;

type Props = {
  value: Rate | undefined;
  onChange(rate: Rate | undefined): void;
  hint?: string;
  error?: string | undefined;
  disabled?: boolean;
};

export function RateField({ value, onChange, hint, error, disabled }: Props) {
  const time = splitTime(value?.per_ms ?? MINUTE_MS);
  const setTime = (count: number, unit: RateUnit) =>
    value && onChange({ ...value, per_ms: timeOf(count, unit) });
  return (
    <div className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr]">
      <TextField
        label="Runs that may begin"
        hint={hint}
        error={error}
        type="number"
        min={1}
        placeholder="No limit"
        disabled={disabled}
        value={value?.runs ?? ""}
        onChange={({ target }) => {
          const runs = wholeNumber(target.value, RUNS_MOST);
          onChange(runs === undefined ? undefined : { per_ms: MINUTE_MS, ...value, runs });
        }}
      />
      <TextField
        label="within"
        type="number"
        min={1}
        disabled={disabled || !value}
        value={time.count}
        onChange={({ target }) => setTime(target.valueAsNumber, time.unit)}
      />
      <Select
        label="Unit"
        disabled={disabled || !value}
        value={time.unit}
        options={RATE_UNITS.map((unit) => ({ value: unit, label: unit }))}
        onChange={({ target }) => setTime(time.count, target.value as RateUnit)}
      />
    </div>
  );
}
