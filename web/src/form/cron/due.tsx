// When schedules are due next, told by the code that follows them, and what the clocks
// of the zone do to them.
import { useEffect, useState } from "react";
import { type DueTimes, useForm } from "../context";
import { Message } from "../markdown/markdown";
import { linesOf, planOf } from "./plan";
import { wrongWith } from "./schedule";
import { explainCron } from "./words";

const ASK_AFTER_MS = 250;

export function Due({ lines, timeZone }: { lines: readonly string[]; timeZone: string }) {
  const asked = useDue(lines, timeZone);
  const zone = timeZone.replaceAll("_", " ");
  const isOwn = planOf(lines).every === "custom";
  return (
    <section
      aria-label="When it is due"
      aria-busy={asked.isBusy}
      className="grid gap-2 rounded-control bg-sunken px-3.5 py-3 text-sm"
    >
      {!isOwn && (
        <p>
          <span className="font-medium">{wordsOf(lines)}</span>
          <span className="text-ink-soft">, {zone} time</span>
        </p>
      )}
      {asked.isFailed ? (
        <p className="text-ink-soft">
          The server did not say when it is due next. It says so when it answers again.
        </p>
      ) : asked.due === undefined ? (
        <div aria-hidden className="grid gap-1.5 py-1">
          <span className="h-3 w-2/3 animate-pulse-soft rounded-full bg-neutral-soft" />
          <span className="h-3 w-1/2 animate-pulse-soft rounded-full bg-neutral-soft" />
        </div>
      ) : (
        <Told due={asked.due} lines={lines} timeZone={timeZone} />
      )}
    </section>
  );
}

function Told({
  due,
  lines,
  timeZone,
}: {
  due: DueTimes;
  lines: readonly string[];
  timeZone: string;
}) {
  // What is wrong with a line is said at the line, if this page can tell.
  const told = due.line_problems.filter((_, index) => wrongWith(lines[index] ?? "") === undefined);
  const problems = [due.time_zone_problem, ...told].filter(Boolean) as string[];
  const isWrong = due.line_problems.some((problem) => problem !== "");
  return (
    <>
      {problems.map((problem) => (
        <p key={problem} className="text-bad">
          <Message text={problem} />
        </p>
      ))}
      {!isWrong && problems.length === 0 && due.times.length === 0 && <p>It is never due.</p>}
      {due.times.length > 0 && (
        <div className="grid gap-1">
          <p className="text-xs text-ink-soft">The next times, {timeZone.replaceAll("_", " ")}</p>
          <ol className="grid gap-0.5">
            {due.times.map(({ at, line, local, is_moved }) => (
              <li key={`${at}-${line}`} className="flex flex-wrap gap-x-2 tabular-nums">
                <span>{dateText(at, timeZone)}</span>
                <span className="text-ink-soft">{local.slice(-6).replace("+00:00", "UTC")}</span>
                {is_moved && (
                  <span className="text-warn">moved behind the hour the clocks skip</span>
                )}
              </li>
            ))}
          </ol>
        </div>
      )}
      {due.clock_change && <Change change={due.clock_change} />}
    </>
  );
}

function Change({ change }: { change: NonNullable<DueTimes["clock_change"]> }) {
  const { from, to } = change;
  const day = new Date(`${from.slice(0, 10)}T00:00:00Z`);
  const date = day.toLocaleDateString("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const [before, after] = [from.slice(11), to.slice(11)];
  return (
    <p className="text-ink-soft">
      On {date} the clocks go {from < to ? "forward" : "back"} from {before} to {after}.{" "}
      {from < to
        ? "What is due in between is due once, right after it."
        : "What is due in the hour that comes twice is due once, the first time."}
    </p>
  );
}

/** All lines in one sentence, those of one plan by their times. */
function wordsOf(lines: readonly string[]): string {
  const plan = planOf(lines);
  if (!("times" in plan) || lines.length === 1) {
    return lines.map((line) => explainCron(line) ?? line).join("; ");
  }
  const [first] = linesOf({ ...plan, times: plan.times.slice(0, 1) });
  const single = first === undefined ? "" : (explainCron(first) ?? "");
  const times = plan.times.map(
    ({ hour, minute }) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`,
  );
  const listed = `${times.slice(0, -1).join(", ")} and ${times.at(-1)}`;
  return single.replace(/^At \d\d:\d\d/, `At ${listed}`);
}

function dateText(at_ms: number, timeZone: string): string {
  const form = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  const clock = { hour: "2-digit", minute: "2-digit" } as const;
  return new Date(at_ms).toLocaleString("en-GB", { timeZone, ...form, ...clock });
}

interface Asked {
  due: DueTimes | undefined;
  isBusy: boolean;
  isFailed: boolean;
}

/** The last answer stays until the next one, so that nothing flickers while one types. */
function useDue(lines: readonly string[], timeZone: string): Asked {
  const ask = useForm().context.schedule;
  const [asked, setAsked] = useState<Asked>({ due: undefined, isBusy: true, isFailed: false });
  const text = lines.join("\n");
  useEffect(() => {
    if (!ask) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask(text.split("\n"), timeZone, abort.signal).then(
        (due) => abort.signal.aborted || setAsked({ due, isBusy: false, isFailed: false }),
        () => abort.signal.aborted || setAsked({ due: undefined, isBusy: false, isFailed: true }),
      );
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [ask, text, timeZone]);
  return asked;
}
