// The bars of one row of the timeline.
import { clsx } from "clsx";
import { duration } from "@/lib/format";
import { STEP_STATE } from "@/ui/status";
import type { Bar, Row, Scale } from "./timeline";

const WORK: Record<Bar["state"], string> = {
  done: "bg-good",
  failed: "bg-bad",
  running: "bg-busy animate-pulse-soft",
  waiting: "bg-warn",
  retrying: "bg-warn",
  held: "bg-warn",
  in_doubt: "bg-doubt",
  cancelled: "bg-line-strong",
  skipped: "bg-line",
};

export function Bars({ row, scale }: { row: Row; scale: Scale }) {
  return (
    <span className="relative h-5" aria-hidden>
      {scale.gaps.map((gap) => (
        <span
          key={gap.from_ms}
          className="absolute -inset-y-2.5 border-x border-dashed border-line bg-sunken/60"
          style={place(scale, gap.from_ms, gap.to_ms)}
        />
      ))}
      {row.bars.map((bar) => (
        <span
          key={`${bar.step}${bar.kind}${bar.from_ms}`}
          title={barTitle(bar)}
          className={clsx(
            "absolute min-w-1 rounded-[3px]",
            bar.kind === "work"
              ? clsx("inset-y-0.5", WORK[bar.state])
              : "inset-y-1.75 border border-warn/60 bg-warn-soft",
          )}
          style={place(scale, bar.from_ms, bar.to_ms)}
        />
      ))}
    </span>
  );
}

/** A bar at the very end still shows its least width inside. */
function place(scale: Scale, from_ms: number, to_ms: number) {
  const start = scale.place(from_ms);
  return {
    insetInlineStart: `min(${start * 100}%, calc(100% - 4px))`,
    width: `${(scale.place(to_ms) - start) * 100}%`,
  };
}

function barTitle(bar: Bar): string {
  const length = duration(bar.to_ms - bar.from_ms);
  if (bar.kind === "wait") {
    return bar.state === "retrying" ? `Waited ${length} for the next attempt` : `Waited ${length}`;
  }
  return `${STEP_STATE[bar.state].label}, attempt ${bar.attempt}, ${length}`;
}
