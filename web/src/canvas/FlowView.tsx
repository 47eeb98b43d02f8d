// A flow to look at: a version, or a run with the states of its nodes.
import { useEffect, useMemo, useState } from "react";
import { createStore } from "zustand";
import type { EdgeCounts, FlowDocument, Kind, NodeState } from "@/graph";
import { Kinds } from "@/graph";
import { type CanvasActions, NO_ACTIONS } from "./actions";
import { FlowCanvas } from "./FlowCanvas";
import { type CanvasState, emptyCanvas } from "./store";
import type { CanvasView } from "./view";

type Props = {
  document: FlowDocument;
  kinds: readonly Kind[];
  nodeStates?: Readonly<Record<string, NodeState>>;
  edgeCounts?: EdgeCounts;
  /** The node that is looked at. */
  selected?: string | undefined;
  /** What the canvas shows, for those who cannot see it. */
  label?: string;
  onSelect?(node: string | undefined): void;
  onView?(view: CanvasView): void;
};

const NO_STATES = {};
const NO_COUNTS = {};

export function FlowView(props: Props) {
  const { document, kinds, selected, onSelect, onView, label = "Flow" } = props;
  const { nodeStates = NO_STATES, edgeCounts = NO_COUNTS } = props;
  const table = useMemo(() => new Kinds(kinds), [kinds]);
  const [store] = useState(() =>
    createStore<CanvasState>(() => ({
      ...emptyCanvas(document, table),
      ...selection(selected),
      nodeStates,
      edgeCounts,
    })),
  );
  useEffect(() => {
    store.setState({ document, kinds: table, nodeStates, edgeCounts, ...selection(selected) });
  }, [store, document, table, nodeStates, edgeCounts, selected]);
  const actions: CanvasActions = useMemo(
    () => ({
      ...NO_ACTIONS,
      onActive: (id) => {
        store.setState(selection(id));
        onSelect?.(id);
      },
      onOpen: (id) => onSelect?.(id),
      onSelect: (ids) => {
        if (ids.size > 0) return;
        store.setState(selection(undefined));
        onSelect?.(undefined);
      },
    }),
    [store, onSelect],
  );
  return (
    <FlowCanvas store={store} actions={actions} label={label} {...(onView ? { onView } : {})} />
  );
}

function selection(node: string | undefined): Pick<CanvasState, "selected" | "active"> {
  return { selected: new Set(node === undefined ? [] : [node]), active: node };
}
