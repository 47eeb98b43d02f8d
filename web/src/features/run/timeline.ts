// Lays the steps of a run out in time: one row a node and frame, its attempts and
// waits as bars. Long stretches in which nothing but waiting happens are folded,
// so that a run of two days still shows its milliseconds.

export type StepState =
  | "running"
  | "waiting"
  | "done"
  | "failed"
  | "skipped"
  | "cancelled"
  | "in_doubt"
  | "retrying"
  | "held";

export interface TimedStep {
  index: number;
  frame: number;
  node: string;
  node_name: string;
  attempt: number;
  state: StepState;
  started_at: number;
  finished_at?: number | null;
  duration_us?: number | null;
  wake_at?: number | null;
}

export interface Bar {
  step: number;
  state: StepState;
  attempt: number;
  /** What the time went into. */
  kind: "work" | "wait";
  from_ms: number;
  to_ms: number;
}

export interface Row {
  key: string;
  node: string;
  name: string;
  frame: number;
  bars: Bar[];
  /** The state after the last attempt. */
  state: StepState;
  attempts: number;
  /** The step to open: the last attempt. */
  step: number;
}

/** The rows in the order their first steps started. */
export function timelineRows(steps: readonly TimedStep[], now_ms: number): Row[] {
  const rows = new Map<string, Row>();
  for (const step of steps) {
    if (step.state === "skipped") continue;
    const key = `${step.node}/${step.frame}`;
    const row = rows.get(key) ?? newRow(key, step);
    rows.set(key, row);
    const last = row.bars.at(-1);
    if (last !== undefined && last.to_ms < step.started_at) {
      row.bars.push({
        ...last,
        kind: "wait",
        state: "retrying",
        from_ms: last.to_ms,
        to_ms: step.started_at,
      });
    }
    row.bars.push(...barsOf(step, now_ms));
    row.state = step.state;
    row.attempts = Math.max(row.attempts, step.attempt);
    row.step = step.index;
  }
  return [...rows.values()];
}

function newRow(key: string, step: TimedStep): Row {
  const { node, node_name: name, frame, state, attempt: attempts, index } = step;
  return { key, node, name, frame, bars: [], state, attempts, step: index };
}

/** Time that was not worked is waiting: for a moment, a signal, an answer. */
const WAIT_MINIMUM_MS = 50;

function barsOf(step: TimedStep, now_ms: number): Bar[] {
  const from_ms = step.started_at;
  const end_ms = step.finished_at ?? Math.max(now_ms, from_ms);
  const worked_ms = step.duration_us == null ? undefined : step.duration_us / 1_000;
  const bar = { step: step.index, state: step.state, attempt: step.attempt };
  if (step.state === "waiting") return [{ ...bar, kind: "wait", from_ms, to_ms: end_ms }];
  if (worked_ms === undefined) return [{ ...bar, kind: "work", from_ms, to_ms: end_ms }];
  const work: Bar = { ...bar, kind: "work", from_ms, to_ms: from_ms + worked_ms };
  if (end_ms - work.to_ms < WAIT_MINIMUM_MS) return [work];
  return [work, { ...bar, kind: "wait", from_ms: work.to_ms, to_ms: end_ms }];
}

export interface Gap {
  from_ms: number;
  to_ms: number;
}

export interface Scale {
  from_ms: number;
  to_ms: number;
  /** Stretches drawn shorter than they were. */
  gaps: Gap[];
  /** Where a moment stands, from 0 to 1. */
  place(at_ms: number): number;
}

/** A gap is folded when it is longer than everything else together. */
const GAP_SHARE = 0.12;

export function timeScale(rows: readonly Row[], from_ms: number, to_ms: number): Scale {
  const busy = merge(rows.flatMap((row) => row.bars).filter((bar) => bar.kind === "work"));
  const work_ms = busy.reduce((sum, bar) => sum + bar.to_ms - bar.from_ms, 0);
  const edges = [{ from_ms, to_ms: from_ms }, ...busy, { from_ms: to_ms, to_ms }];
  const idle = edges
    .slice(1)
    .map((edge, index) => ({ from_ms: (edges[index] as Gap).to_ms, to_ms: edge.from_ms }));
  const gaps = idle.filter((gap) => gap.to_ms - gap.from_ms > Math.max(1_000, work_ms * 3));
  const folded_ms = gaps.reduce((sum, gap) => sum + gap.to_ms - gap.from_ms, 0);
  const plain_ms = Math.max(to_ms - from_ms - folded_ms, 1);
  const share = gaps.length === 0 ? 0 : Math.min(GAP_SHARE, 0.6 / gaps.length);
  const plainShare = 1 - share * gaps.length;
  const place = (at_ms: number) => {
    const at = Math.min(Math.max(at_ms, from_ms), to_ms);
    let plain = at - from_ms;
    let gapShare = 0;
    for (const gap of gaps) {
      const inside = Math.min(Math.max(at - gap.from_ms, 0), gap.to_ms - gap.from_ms);
      plain -= inside;
      gapShare += (inside / (gap.to_ms - gap.from_ms)) * share;
    }
    return (plain / plain_ms) * plainShare + gapShare;
  };
  return { from_ms, to_ms, gaps, place };
}

/** Times that overlap become one. */
function merge(bars: readonly Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const { from_ms, to_ms } of [...bars].sort((left, right) => left.from_ms - right.from_ms)) {
    const last = merged.at(-1);
    if (last !== undefined && from_ms <= last.to_ms) last.to_ms = Math.max(last.to_ms, to_ms);
    else merged.push({ from_ms, to_ms });
  }
  return merged;
}

/** Round moments for the ruler, at most `count` of them, as lengths since the start. */
export function ticks(scale: Scale, count: number): number[] {
  const length_ms = scale.to_ms - scale.from_ms;
  if (scale.gaps.length > 0 || length_ms <= 0) return [];
  const rough = length_ms / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) as number;
  return Array.from({ length: Math.floor(length_ms / step) + 1 }, (_, index) => index * step);
}
