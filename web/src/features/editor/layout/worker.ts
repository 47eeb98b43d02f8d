// Lays a large flow out beside the page, which stays awake meanwhile.
import { type FlowDocument, type Kind, Kinds, tidyMoves } from "@/graph";

/** What is to be laid out. */
export type LayoutRequest = {
  readonly document: FlowDocument;
  /** The kinds that occur in it. */
  readonly kinds: readonly Kind[];
  /** Only these; left out: all. */
  readonly ids?: ReadonlySet<string> | undefined;
};

addEventListener("message", ({ data }: MessageEvent<LayoutRequest>) => {
  const { document, kinds, ids } = data;
  postMessage(tidyMoves(document, new Kinds(kinds), ids));
});
