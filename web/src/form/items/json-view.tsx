// JSON as foldable lines.
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "@/ui/code-block";
import type { Json } from "../json";
import { type JsonLine, jsonLines } from "./lines";
import { VirtualRows } from "./virtual-rows";

const ROW_PX = 22;

const COLOUR: Record<JsonLine["kind"], string> = {
  text: "text-good",
  number: "text-busy",
  boolean: "text-doubt",
  null: "text-ink-faint",
  bracket: "text-ink-soft",
};

export function JsonView({ value, label = "JSON" }: { value: Json; label?: string }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = jsonLines(value, folded);
  const toggle = (id: string) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  return (
    <div className="relative h-full min-h-0">
      <VirtualRows
        aria-label={label}
        tabIndex={0}
        className="h-full rounded-control border border-line bg-sunken py-2 font-mono text-xs"
        count={lines.length}
        rowHeight_px={ROW_PX}
        row={(index) => {
          const line = lines[index] as JsonLine;
          return <Line key={line.id} line={line} onToggle={toggle} />;
        }}
      />
      <CopyButton
        text={JSON.stringify(value, null, 2)}
        label="Copy JSON"
        className="absolute end-2 top-1.5 bg-sunken"
      />
    </div>
  );
}

function Line({ line, onToggle }: { line: JsonLine; onToggle(id: string): void }) {
  return (
    <div
      className="flex items-center whitespace-pre"
      style={{ height: ROW_PX, paddingInlineStart: line.depth * 14 + 4 }}
    >
      {line.open === undefined ? (
        <span className="w-5 shrink-0" />
      ) : (
        <button
          type="button"
          aria-expanded={line.open}
          aria-label={`${line.open ? "Fold" : "Unfold"} ${line.key ?? "value"}`}
          className="flex h-5 w-5 shrink-0 items-center justify-center rounded text-ink-faint hover:bg-hover"
          onClick={() => onToggle(line.id)}
        >
          <ChevronRight size={12} className={clsx(line.open && "rotate-90")} />
        </button>
      )}
      {line.key !== undefined && <span className="text-ink">{JSON.stringify(line.key)}: </span>}
      <span className={COLOUR[line.kind]}>{line.text}</span>
    </div>
  );
}
