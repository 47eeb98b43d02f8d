// The way a run took through its version of the flow.
import { useEffect, useMemo, useState } from "react";
import type { Kind, RunDetail } from "@/api/types";
import { type CanvasView, FlowView } from "@/canvas";
import type { NodeState } from "@/graph";

type Props = {
  run: RunDetail;
  /** Undefined while they are being loaded. */
  kinds: readonly Kind[] | undefined;
  selected: string | undefined;
  onSelect(node: string | undefined): void;
};

export function RunPath({ run, kinds, selected, onSelect }: Props) {
  const [view, setView] = useState<CanvasView>();
  const nodeStates = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(run.nodes).map(([node, { state }]): [string, NodeState] => [node, state]),
      ),
    [run.nodes],
  );
  // What is looked at in the list is brought into view; after the canvas's own first look.
  useEffect(() => {
    if (!view || selected === undefined) return;
    const frame = requestAnimationFrame(() => view.show(selected));
    return () => cancelAnimationFrame(frame);
  }, [view, selected]);
  // Without the kinds the nodes have no ports, and the arrows no ends.
  if (!kinds) return null;
  return (
    <FlowView
      document={run.document}
      kinds={kinds}
      nodeStates={nodeStates}
      edgeCounts={run.edges}
      selected={selected}
      label={`The way of this run through ${run.flow.name}`}
      onSelect={onSelect}
      onView={setView}
    />
  );
}
