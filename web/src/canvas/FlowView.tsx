// A flow to look at: a version, or a run with the states of its nodes.
import { useEffect, useMemo, useState } from "react";
import { createStore } from "zustand";
import type { BoxPage, EdgeCounts, FlowDocument, Kind, NodeState } from "@/graph";
import { Kinds } from "@/graph";
import { type CanvasActions, NO_ACTIONS } from "./actions";
import { FlowCanvas } from "./FlowCanvas";
import "./marks.css";
import { type CanvasState, emptyCanvas, type Marks } from "./store";
import type { CanvasView } from "./view";

type Props = {
  document: FlowDocument;
  kinds: readonly Kind[];
  nodeStates?: Readonly<Record<string, NodeState>>;
  edgeCounts?: EdgeCounts;
  /** Which iterations of loops the states are of. */
  pages?: Readonly<Record<string, BoxPage>>;
  /** How nodes and arrows differ from another version. */
  marks?: Marks;
  /** The node that is looked at. */
  selected?: string | undefined;
  /** What the canvas shows, for those who cannot see it. */
  label?: string;
  onSelect?(node: string | undefined): void;
  onView?(view: CanvasView): void;
  /** Another iteration of a loop shall be looked at. */
  onPage?(box: string, iteration: number): void;
};

const NO_STATES = {};
const NO_COUNTS = {};
const NO_PAGES = {};
const NO_MARKS = {};

export function FlowView(props: Props) {
  const { document, kinds, selected, onSelect, onView, onPage, label = "Flow" } = props;
  const { nodeStates = NO_STATES, edgeCounts = NO_COUNTS, pages = NO_PAGES } = props;
  const { marks = NO_MARKS } = props;
  const table = useMemo(() => new Kinds(kinds), [kinds]);
  const [store] = useState(() =>
    createStore<CanvasState>(() => ({
      ...emptyCanvas(document, table),
      ...selection(selected),
      nodeStates,
      edgeCounts,
      pages,
      marks,
    })),
  );
  useEffect(() => {
    const shown = { nodeStates, edgeCounts, pages, marks };
    store.setState({ document, kinds: table, ...shown, ...selection(selected) });
  }, [store, document, table, nodeStates, edgeCounts, pages, marks, selected]);
  const actions: CanvasActions = useMemo(
    () => ({
      ...NO_ACTIONS,
      onActive: (id) => {
        store.setState(selection(id));
        onSelect?.(id);
      },
      onOpen: (id) => onSelect?.(id),
      onPage: (box, iteration) => onPage?.(box, iteration),
      onFold: (box, isFolded) => {
        const { folded } = store.getState();
        const rest = [...folded].filter((id) => id !== box);
        store.setState({ folded: new Set(isFolded ? [...rest, box] : rest) });
      },
      onSelect: (ids) => {
        if (ids.size > 0) return;
        store.setState(selection(undefined));
        onSelect?.(undefined);
      },
    }),
    [store, onSelect, onPage],
  );
  return (
    <FlowCanvas store={store} actions={actions} label={label} {...(onView ? { onView } : {})} />
  );
}

function selection(node: string | undefined): Pick<CanvasState, "selected" | "active"> {
  return { selected: new Set(node === undefined ? [] : [node]), active: node };
}
