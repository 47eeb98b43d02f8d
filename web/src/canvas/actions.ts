// What people do on the canvas, told to whoever owns the document.
import { createContext, use } from "react";
import type { FlowGroup, FlowNote, PortRef, Position } from "@/graph";

export type CanvasActions = {
  /** Nodes and notes, and arrows. */
  onSelect(ids: ReadonlySet<string>, edges: ReadonlySet<string>): void;
  /** The keyboard went to a node. */
  onActive(id: string): void;
  onOpen(id: string): void;
  onDragged(positions: ReadonlyMap<string, Position>): void;
  onMoved(positions: ReadonlyMap<string, Position>): void;
  onConnect(from: PortRef, to: PortRef): void;
  /** Why an arrow cannot be drawn; undefined if it can. */
  whyNotConnect(from: PortRef, to: PortRef): string | undefined;
  /** An arrow was drawn into the void, or a port pressed: something new shall follow. */
  onAddBehind(from: PortRef, at: Position | undefined): void;
  onAddOnEdge(edge: string): void;
  /** Something new shall stand in a box. */
  onAddInside(box: string): void;
  /** An arrow that cannot be was drawn. */
  onRefused(from: PortRef, to: PortRef): void;
  /** An end of an arrow was put somewhere else. */
  onReattach(edge: string, from: PortRef, to: PortRef): void;
  /** The same question as `whyNotConnect`, for an arrow that is there already. */
  whyNotReattach(edge: string, from: PortRef, to: PortRef): string | undefined;
  onFold(box: string, isFolded: boolean): void;
  onChangeGroup(group: string, changes: Partial<Omit<FlowGroup, "id">>): void;
  /** Another iteration of a loop shall be looked at. */
  onPage(box: string, iteration: number): void;
  onDropKind(kind: string, at: Position): void;
  /** A kind is held over the canvas. */
  onHoldKind(at: Position): void;
  onRemoveEdge(edge: string): void;
  onHoverEdge(edge: string | undefined): void;
  /** A breakpoint on an arrow, or none any more. */
  onToggleStop(edge: string): void;
  onChangeNote(id: string, changes: Partial<Omit<FlowNote, "id">>): void;
};

const ignore = () => {};

/** For a canvas where nothing can be done. */
export const NO_ACTIONS: CanvasActions = {
  onSelect: ignore,
  onActive: ignore,
  onOpen: ignore,
  onDragged: ignore,
  onMoved: ignore,
  onConnect: ignore,
  whyNotConnect: () => "This flow can only be looked at.",
  onAddBehind: ignore,
  onAddOnEdge: ignore,
  onAddInside: ignore,
  onRefused: ignore,
  onReattach: ignore,
  whyNotReattach: () => "This flow can only be looked at.",
  onFold: ignore,
  onChangeGroup: ignore,
  onPage: ignore,
  onDropKind: ignore,
  onHoldKind: ignore,
  onRemoveEdge: ignore,
  onHoverEdge: ignore,
  onToggleStop: ignore,
  onChangeNote: ignore,
};

export const CanvasActionsContext = createContext<CanvasActions>(NO_ACTIONS);

export function useCanvasActions(): CanvasActions {
  return use(CanvasActionsContext);
}
