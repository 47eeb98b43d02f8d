// What the canvas draws. The editor's store holds these fields among others;
// the read-only view makes a small store of its own.
import { createContext, use } from "react";
import type { StoreApi } from "zustand";
import { useStore } from "zustand";
import {
  type BoxPage,
  type EdgeCounts,
  type FlowDocument,
  type Kinds,
  type NodeState,
  type Position,
  type Problem,
  type Scene,
  sceneOf,
} from "@/graph";

export type CanvasState = {
  readonly document: FlowDocument;
  readonly kinds: Kinds;
  readonly readOnly: boolean;
  /** Ids of selected nodes and notes. */
  readonly selected: ReadonlySet<string>;
  readonly selectedEdges: ReadonlySet<string>;
  /** The node the keyboard is at. */
  readonly active: string | undefined;
  readonly nodeStates: Readonly<Record<string, NodeState>>;
  readonly edgeCounts: EdgeCounts;
  /** By node. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  /** Where nodes and notes are while they are being dragged. */
  readonly dragged: ReadonlyMap<string, Position>;
  /** Boxes drawn as one card. */
  readonly folded: ReadonlySet<string>;
  /** The box that what is being dragged would land in. */
  readonly dropBox: string | undefined;
  /** Which iterations of loops are looked at, by box; none unless a run is shown. */
  readonly pages: Readonly<Record<string, BoxPage>>;
  /** The arrow under the pointer. */
  readonly hoveredEdge: string | undefined;
  /** Where test runs stop: the condition by node. */
  readonly breakpoints?: Readonly<Record<string, string>>;
  /** The same by arrow. */
  readonly arrowStops?: Readonly<Record<string, string>>;
  /** Nodes whose state in the shown run no longer holds: they, or something before them, have changed. */
  readonly stale?: ReadonlySet<string>;
  /** How nodes and arrows differ from another version, by id; left out: none is compared with. */
  readonly marks?: Marks;
};

/** How something differs from another version. */
export type Mark = "added" | "removed" | "changed" | "moved";
export type Marks = Readonly<Record<string, Mark>>;

/** A store that can be read and listened to. */
export type CanvasStore = Pick<StoreApi<CanvasState>, "getState" | "getInitialState" | "subscribe">;

export const CanvasStoreContext = createContext<CanvasStore | undefined>(undefined);

/** One value of the canvas store; drawn again only when that value changes. */
export function useCanvas<Value>(select: (state: CanvasState) => Value): Value {
  return useStore(useCanvasStore(), select);
}

export function useCanvasStore(): CanvasStore {
  const store = use(CanvasStoreContext);
  if (!store) throw new Error("a part of the canvas is drawn outside of it");
  return store;
}

/** Where everything is drawn just now. */
export function useScene(): Scene {
  return useCanvas(sceneIn);
}

export function sceneIn({ document, kinds, folded }: CanvasState): Scene {
  return sceneOf(document, kinds, folded);
}

/** The fields of an empty canvas. */
export function emptyCanvas(document: FlowDocument, kinds: Kinds): CanvasState {
  return {
    document,
    kinds,
    readOnly: true,
    selected: new Set(),
    selectedEdges: new Set(),
    active: undefined,
    nodeStates: {},
    edgeCounts: {},
    problems: new Map(),
    dragged: new Map(),
    folded: new Set(),
    dropBox: undefined,
    pages: {},
    hoveredEdge: undefined,
  };
}
