// The steps of a run in time: one row a node, with its attempts and waits as bars.
import { clsx } from "clsx";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { Kind, RunDetail } from "@/api/types";
import { KindIcon } from "@/canvas/KindIcon";
import { VirtualRows } from "@/form";
import { Kinds, nodesById } from "@/graph";
import { count, duration } from "@/lib/format";
import { STEP_STATE } from "@/ui/status";
import { Bars } from "./bars";
import { type Row, type Scale, ticks, timelineRows, timeScale } from "./timeline";
import { isActive, itemsOut } from "./words";

type Props = {
  run: RunDetail;
  kinds: readonly Kind[];
  /** The step that is looked at. */
  selected: number | undefined;
  onSelect(step: number): void;
};

const ROW_PX = 40;
const TICKS = 5;
const COLUMNS =
  "grid grid-cols-[minmax(8rem,14rem)_minmax(0,1fr)_5.5rem_3.5rem] items-center gap-3 max-sm:grid-cols-[minmax(0,1fr)_6rem_4.5rem] px-4 sm:px-5";

export function Timeline({ run, kinds, selected, onSelect }: Props) {
  const now_ms = useNow(isActive(run.status));
  const rows = timelineRows(run.steps, now_ms);
  const scale = timeScale(rows, run.started_at, endOf(run, rows, now_ms));
  const table = new Kinds(kinds);
  const nodes = nodesById(run.document);
  const items = new Map(run.steps.map((step) => [step.index, itemsOut(step)]));

  if (rows.length === 0) {
    return <p className="p-5 text-sm text-ink-soft">No step has started yet.</p>;
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Ruler scale={scale} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only moves the focus among its rows */}
      <div className="min-h-0 flex-1" onKeyDown={walk}>
        <VirtualRows
          className="h-full"
          aria-label="Steps"
          count={rows.length}
          rowHeight_px={ROW_PX}
          row={(index) => {
            const row = rows[index] as Row;
            const node = nodes.get(row.node);
            return (
              <TimelineRow
                key={row.key}
                row={row}
                scale={scale}
                kind={node && table.of(node)}
                items={items.get(row.step) ?? 0}
                chosen={isChosen(row, selected)}
                onSelect={onSelect}
              />
            );
          }}
        />
      </div>
    </div>
  );
}

interface RowProps {
  row: Row;
  scale: Scale;
  kind: Kind | undefined;
  /** How many the step gave. */
  items: number;
  chosen: boolean;
  onSelect(step: number): void;
}

/** A component of its own, so that scrolling draws only the rows that come into view. */
function TimelineRow({ row, scale, kind, items, chosen, onSelect }: RowProps) {
  return (
    <button
      type="button"
      style={{ height: ROW_PX }}
      aria-pressed={chosen}
      onClick={() => onSelect(row.step)}
      className={clsx(
        COLUMNS,
        "w-full border-b border-line/60 text-start text-sm -outline-offset-2 hover:bg-hover",
        chosen && "bg-accent-soft! hover:bg-accent-soft",
      )}
    >
      <span className="flex min-w-0 items-center gap-2.5">
        <KindIcon kind={kind} size="small" className="scale-85" />
        <span className="truncate">{row.name}</span>
        <span className="sr-only">{stateOf(row)}</span>
        {row.frame > 0 && (
          <span className="shrink-0 text-xs text-ink-faint">round {row.frame}</span>
        )}
      </span>
      <Bars row={row} scale={scale} />
      <span className="text-end text-ink-soft tabular-nums">{lengthText(row)}</span>
      <span className="text-end text-ink-faint tabular-nums max-sm:hidden" title="Items given">
        {count(items)}
      </span>
    </button>
  );
}

/** The ruler reaches to the end of the run, and of what is still going on. */
function endOf(run: RunDetail, rows: readonly Row[], now_ms: number): number {
  const lastBar_ms = rows.reduce((last, row) => Math.max(last, row.bars.at(-1)?.to_ms ?? 0), 0);
  return Math.max(run.finished_at ?? now_ms, lastBar_ms, run.started_at + 1);
}

function Ruler({ scale }: { scale: Scale }) {
  return (
    <div className={clsx(COLUMNS, "h-8 shrink-0 border-b border-line text-xs text-ink-faint")}>
      <span>Step</span>
      <span className="relative h-full max-sm:invisible" aria-hidden>
        {ticks(scale, TICKS).map((at) => {
          const place = scale.place(scale.from_ms + at);
          return (
            <span
              key={at}
              className={clsx(
                "absolute bottom-1.5 whitespace-nowrap",
                place > 0.9
                  ? "-translate-x-full rtl:translate-x-full"
                  : place > 0.05 && "-translate-x-1/2 rtl:translate-x-1/2",
              )}
              style={{ insetInlineStart: `${place * 100}%` }}
            >
              {at === 0 ? "0" : duration(at)}
            </span>
          );
        })}
        {scale.gaps.map((gap) => (
          <span
            key={gap.from_ms}
            className="absolute bottom-1.5 text-center whitespace-nowrap"
            style={{
              insetInlineStart: `${scale.place(gap.from_ms) * 100}%`,
              width: `${(scale.place(gap.to_ms) - scale.place(gap.from_ms)) * 100}%`,
            }}
          >
            {roughly(gap.to_ms - gap.from_ms)}
          </span>
        ))}
      </span>
      <span className="text-end">Took</span>
      <span className="text-end max-sm:hidden">Items</span>
    </div>
  );
}

const MINUTE_MS = 60_000;
/** 4 min 59 s is about 5 min. */
const ROUNDING = 0.02;

/** A gap is narrow: its largest unit is enough. */
function roughly(length_ms: number): string {
  const rounded_ms = length_ms < MINUTE_MS ? length_ms : length_ms * (1 + ROUNDING);
  return duration(rounded_ms).split(" ").slice(0, 2).join(" ");
}

const TICK_MS = 1_000;

/** Now, a little later each second while something goes on. */
function useNow(going: boolean): number {
  const [now_ms, setNow] = useState(Date.now);
  useEffect(() => {
    if (!going) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [going]);
  return now_ms;
}

function isChosen(row: Row, step: number | undefined): boolean {
  return row.step === step || row.bars.some((bar) => bar.step === step);
}

/** The time worked; the whole time while it waits or when it only waited. */
function lengthOf({ bars }: Row): number {
  const length = (kind: "work" | "wait") =>
    bars.filter((bar) => bar.kind === kind).reduce((sum, bar) => sum + bar.to_ms - bar.from_ms, 0);
  return length("work") + length("wait");
}

/** Steps whose time was not measured took less than the clock can tell. */
function lengthText(row: Row): string {
  const length_ms = lengthOf(row);
  return length_ms === 0 ? "< 1 ms" : duration(length_ms);
}

/** What the colours of the bars say. */
function stateOf({ state, attempts }: Row): string {
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return `${STEP_STATE[state].label.toLowerCase()}${tries}`;
}

/** Arrow keys go from row to row. */
function walk(event: KeyboardEvent<HTMLDivElement>) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = document.activeElement;
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  if (next instanceof HTMLButtonElement) {
    next.focus();
    event.preventDefault();
  }
}
