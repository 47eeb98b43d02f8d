// The drawings of a comparison: one over the other, or side by side.
import { useEffect, useRef, useState } from "react";
import type { Kind } from "@/api/types";
import type { CanvasView, Marks } from "@/canvas";
import { FlowView } from "@/canvas/FlowView";
import { edgeTable, type FlowDocument, nodeOf } from "@/graph";
import type { Comparison } from "./compare";

export type Look = "overlay" | "beside";

/** What is looked at; asked for again with another `turn`, it is brought into view again. */
export type Focus = { readonly id: string; readonly turn: number };

type Props = {
  comparison: Comparison;
  kinds: readonly Kind[];
  look: Look;
  /** What the sides are called. */
  names: { readonly before: string; readonly after: string };
  focus: Focus | undefined;
  onSelect(id: string | undefined): void;
};

export function Drawing({ comparison, kinds, look, names, focus, onSelect }: Props) {
  const { before, after, overlay, marks } = comparison;
  const shared = { kinds, focus, onSelect };
  if (look === "overlay") {
    return <Pane {...shared} document={overlay} marks={marks.overlay} label={labelOf(names)} />;
  }
  return (
    <div className="absolute inset-0 grid grid-rows-2 divide-line max-lg:divide-y lg:grid-cols-2 lg:grid-rows-1 lg:divide-x">
      <Pane {...shared} document={before} marks={marks.before} label={names.before} hasTitle />
      <Pane {...shared} document={after} marks={marks.after} label={names.after} hasTitle />
    </div>
  );
}

/** A version that is only looked at is both sides. */
function labelOf({ before, after }: Props["names"]): string {
  if (before === after) return before;
  return `${before} and ${after.charAt(0).toLowerCase()}${after.slice(1)} in one drawing`;
}

type PaneProps = Pick<Props, "kinds" | "focus" | "onSelect"> & {
  document: FlowDocument;
  marks: Marks;
  label: string;
  hasTitle?: boolean;
};

function Pane({ document, kinds, marks, label, hasTitle = false, focus, onSelect }: PaneProps) {
  const [view, setView] = useState<CanvasView>();
  const shown = useRef<Focus>(undefined);
  useEffect(() => {
    if (!view || !focus || shown.current === focus) return;
    shown.current = focus;
    const ends = endsOf(document, focus.id);
    if (ends.length === 0) return;
    // After the canvas's own first look.
    const frame = requestAnimationFrame(() =>
      ends.length === 1 && ends[0] ? view.show(ends[0]) : view.showThese(ends),
    );
    return () => cancelAnimationFrame(frame);
  }, [view, focus, document]);
  const selected = focus && nodeOf(document, focus.id) ? focus.id : undefined;
  return (
    <div className={hasTitle ? "relative min-h-0 min-w-0" : "absolute inset-0"}>
      {hasTitle && (
        <p className="pointer-events-none absolute top-3 start-3 z-10 rounded-full border border-line bg-raised px-3 py-1 text-xs font-medium shadow-card">
          {label}
        </p>
      )}
      <FlowView
        document={document}
        kinds={kinds}
        marks={marks}
        selected={selected}
        label={label}
        onSelect={onSelect}
        onView={setView}
      />
    </div>
  );
}

/** The node or note itself; of an arrow the nodes at its ends. */
function endsOf(document: FlowDocument, id: string): string[] {
  const edge = edgeTable(document).byId.get(id);
  if (edge) return [edge.from.node, edge.to.node];
  const isThere = nodeOf(document, id) || document.notes?.some((note) => note.id === id);
  return isThere ? [id] : [];
}
