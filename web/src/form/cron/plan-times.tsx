// The times of day of a schedule.
import { clsx } from "clsx";
import { Plus, X } from "lucide-react";
import { Button, IconButton } from "@/ui/button";
import { labelClass } from "@/ui/classes";
import { Input } from "@/ui/input";
import { GroupBox } from "../group-box";
import { type Plan, type Time, timeOf, timeText } from "./plan";

interface Props {
  plan: Timed;
  /** Whether times of different minutes can be told. */
  isSeveral: boolean;
  readOnly: boolean;
  onChange(plan: Plan): void;
}

type Timed = Extract<Plan, { times: readonly Time[] }>;
const TIMES_MOST = 12;

export function Times({ plan, isSeveral, readOnly, onChange }: Props) {
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
