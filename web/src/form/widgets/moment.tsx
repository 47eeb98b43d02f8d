// A date and time, typed on the clock of the flow's time zone.
import { Input } from "@/ui/input";
import { useForm } from "../context";
import type { Json } from "../json";
import { fromWallClock, offsetText, wallClock } from "../zone";
import type { WidgetProps } from "./index";
import { domProps } from "./text";

export function Moment(props: WidgetProps) {
  const { timeZone = "UTC" } = useForm().context;
  const inNumbers = props.field.schema.type === "integer" || props.field.schema.type === "number";
  const at_ms = momentOf(props.value);
  const zone = at_ms === undefined ? timeZone : `${timeZone}, ${offsetText(at_ms, timeZone)}`;
  return (
    <div className="flex items-center gap-3">
      <Input
        {...domProps(props)}
        type="datetime-local"
        className="max-w-64"
        value={at_ms === undefined ? "" : localText(at_ms, timeZone)}
        onChange={(event) => {
          const next_ms = fromLocalText(event.target.value, timeZone);
          if (next_ms === undefined) props.onChange(undefined);
          else props.onChange(inNumbers ? next_ms : new Date(next_ms).toISOString());
        }}
      />
      <span className="min-w-0 truncate text-sm text-ink-faint">{zone}</span>
    </div>
  );
}

function momentOf(value: Json | undefined): number | undefined {
  const at_ms =
    typeof value === "number" ? value : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at_ms) ? undefined : at_ms;
}

/** `2026-11-20T09:30`, as the browser's field wants it. */
export function localText(at_ms: number, timeZone: string): string {
  const { year, month, day, hour, minute } = wallClock(at_ms, timeZone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

export function fromLocalText(text: string, timeZone: string): number | undefined {
  const match = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return fromWallClock({ year, month, day, hour, minute }, timeZone);
}
