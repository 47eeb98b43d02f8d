// The way a run took through its version of the flow.
import { useMemo } from "react";
import type { Kind, RunDetail } from "@/api/types";
import { FlowView } from "@/canvas";
import type { NodeState } from "@/graph";

type Props = {
  run: RunDetail;
  kinds: readonly Kind[];
  selected: string | undefined;
  onSelect(node: string | undefined): void;
};

export function RunPath({ run, kinds, selected, onSelect }: Props) {
  const nodeStates = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(run.nodes).map(([node, { state }]): [string, NodeState] => [node, state]),
      ),
    [run.nodes],
  );
  return (
    <FlowView
      document={run.document}
      kinds={kinds}
      nodeStates={nodeStates}
      edgeCounts={run.edges}
      selected={selected}
      label={`The way of this run through ${run.flow.name}`}
      onSelect={onSelect}
    />
  );
}
