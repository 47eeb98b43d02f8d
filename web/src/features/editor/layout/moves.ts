// Where nodes of a tidied flow stand: worked out here for a small flow, and in a worker for
// one that would hold the page up.
import { type FlowDocument, type Kinds, type Position, tidyMoves } from "@/graph";
import type { LayoutRequest } from "./worker";
import workerUrl from "./worker?worker&url";

type Moves = Readonly<Record<string, Position>>;

/** So many nodes take about a frame. */
const AT_ONCE_MOST = 250;

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
type WithTypes = {
  trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy };
};

/** The moves that tidy a flow; nothing moves that already stands right. */
export function layOut(
  document: FlowDocument,
  kinds: Kinds,
  ids: ReadonlySet<string> | undefined,
): Moves | Promise<Moves> {
  const { length } = document.nodes;
  if (length <= AT_ONCE_MOST || typeof Worker === "undefined") {
    return tidyMoves(document, kinds, ids);
  }
  const used = new Set(document.nodes.map(({ kind }) => kind));
  return inWorker({ document, kinds: kinds.all.filter(({ name }) => used.has(name)), ids });
}

function inWorker(request: LayoutRequest): Promise<Moves> {
  return new Promise((done, failed) => {
    const worker = new Worker(trustedUrl());
    const end = (settle: () => void) => {
      worker.terminate();
      settle();
    };
    worker.onmessage = ({ data }: MessageEvent<Moves>) => end(() => done(data));
    worker.onerror = ({ message }) => end(() => failed(new Error(message || "no layout")));
    worker.postMessage(request);
  });
}

let policy: ScriptPolicy | undefined;

/** The server's policy lets only this one script be started as a worker. */
function trustedUrl(): string {
  const { trustedTypes } = globalThis as WithTypes;
  policy ??= trustedTypes?.createPolicy("layout", { createScriptURL: () => workerUrl });
  return policy?.createScriptURL(workerUrl) ?? workerUrl;
}
