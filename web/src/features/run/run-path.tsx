// The way a run took through its version of the flow; of each loop one iteration.
import { useEffect, useMemo, useState } from "react";
import type { Kind, RunDetail, Step } from "@/api/types";
import { type CanvasView, useCanvasCode } from "@/canvas";
import {
  type ChosenIterations,
  countsIn,
  type NodeState,
  pagesOf,
  shownSteps,
  statesIn,
} from "@/graph";

type Props = {
  run: RunDetail;
  /** Undefined while they are being loaded. */
  kinds: readonly Kind[] | undefined;
  selected: string | undefined;
  /** `step` is the last one of the node in the iteration that is shown. */
  onSelect(node: string | undefined, step: number | undefined): void;
};

export function RunPath({ run, kinds, selected, onSelect }: Props) {
  const canvas = useCanvasCode();
  const [view, setView] = useState<CanvasView>();
  const [chosen, setChosen] = useState<ChosenIterations>({});
  const pages = useMemo(() => pagesOf(run.steps, chosen), [run.steps, chosen]);
  const shown = useMemo(() => shownSteps(run.steps, pages), [run.steps, pages]);
  const nodeStates = useMemo(() => statesOf(run, shown), [run, shown]);
  const edgeCounts = useMemo(() => countsIn(run.document, shown, run.edges), [run, shown]);
  // What is looked at in the list is brought into view; after the canvas's own first look.
  useEffect(() => {
    if (!view || selected === undefined) return;
    const frame = requestAnimationFrame(() => view.show(selected));
    return () => cancelAnimationFrame(frame);
  }, [view, selected]);
  // Without the kinds the nodes have no ports, and the arrows no ends.
  if (!kinds || !canvas) return null;
  return (
    <canvas.FlowView
      document={run.document}
      kinds={kinds}
      nodeStates={nodeStates}
      edgeCounts={edgeCounts}
      pages={pages}
      onPage={(box, iteration) => setChosen({ ...chosen, [box]: iteration })}
      selected={selected}
      label={`The way of this run through ${run.flow.name}`}
      onSelect={(node) => onSelect(node, shown.findLast((step) => step.node === node)?.index)}
      onView={setView}
    />
  );
}

/** How each node stands: outside of boxes at last, in a loop in the iteration that is shown. */
function statesOf(run: RunDetail, shown: readonly Step[]): Readonly<Record<string, NodeState>> {
  const inBoxes = new Set(
    run.steps.filter(({ place }) => place.length > 0).map(({ node }) => node),
  );
  const outside = Object.entries(run.nodes).filter(([node]) => !inBoxes.has(node));
  return {
    ...Object.fromEntries(outside.map(([node, { state }]) => [node, state])),
    ...statesIn(shown.filter(({ place }) => place.length > 0)),
  };
}
