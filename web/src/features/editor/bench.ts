// What the parts of the editor work with.
import { createContext, use } from "react";
import type { CanvasView } from "@/canvas";
import type { Autosave } from "./autosave";
import type { Editor } from "./editor";
import type { Operation } from "./operations";
import type { useRuns } from "./use-runs";

export type Bench = {
  readonly workspace: string;
  readonly flow: string;
  readonly editor: Editor;
  readonly autosave: Autosave;
  readonly operations: readonly Operation[];
  readonly runs: ReturnType<typeof useRuns>;
  /** The canvas; undefined before it is drawn. */
  view(): CanvasView | undefined;
};

export const BenchContext = createContext<Bench | undefined>(undefined);

export function useBench(): Bench {
  const bench = use(BenchContext);
  if (!bench) throw new Error("a part of the editor is drawn outside of it");
  return bench;
}

/** One operation by its id. */
export function useOperation(id: string): Operation {
  const operation = useBench().operations.find((other) => other.id === id);
  if (!operation) throw new Error(`there is no operation \`${id}\``);
  return operation;
}
