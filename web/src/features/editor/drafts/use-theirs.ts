// What somebody else has changed, and what they began from.
import { useQuery } from "@tanstack/react-query";
import { draftQuery } from "@/api/drafts";
import type { FlowChange, FlowDocument } from "@/api/types";
import { diffQuery, type PersonId, versionQuery } from "@/api/versions";
import { normalDocument, nothingOf } from "@/graph";
import { useBench } from "../bench";
import { useEditorState } from "../store";

/** The version that was published meanwhile, or the draft of somebody. */
export type From = PersonId | "published";

export type Theirs = {
  /** What it is called: `Version 4`, or whose draft it is. */
  readonly name: string;
  readonly document: FlowDocument;
  readonly base: FlowDocument;
  /** The version one's draft takes into account afterwards. */
  readonly leadsTo: number | null;
  /** Undefined where they began with nothing: all of it is new then. */
  readonly changes: readonly FlowChange[] | undefined;
};

type Loaded = { data: Theirs | undefined; error: unknown; isPending: boolean };

export function useTheirs(from: From): Loaded {
  const { workspace, flow } = useBench();
  const isPublished = from === "published";
  const ownBase = useEditorState((state) => state.base);
  const current = useEditorState(({ facts }) => facts.version);
  const version = useQuery({
    ...versionQuery(workspace, flow, current ?? 0),
    enabled: isPublished && current !== null,
  });
  const draft = useQuery({
    ...draftQuery(workspace, flow, isPublished ? "" : from),
    enabled: !isPublished,
  });
  const begun = isPublished ? ownBase : draft.data?.base;
  const base = useQuery({
    ...versionQuery(workspace, flow, begun ?? 0),
    enabled: typeof begun === "number",
  });
  const diff = useQuery({
    ...diffQuery(workspace, flow, begun ?? 0, isPublished ? (current ?? 0) : from),
    enabled: typeof begun === "number",
    gcTime: 0,
  });
  const error = version.error ?? draft.error ?? base.error ?? diff.error;
  const document = isPublished ? version.data?.document : draft.data?.document;
  const isReady = document && (begun === null || (base.data && diff.data));
  if (error || !isReady) return { data: undefined, error, isPending: !error };
  const theirs = normalDocument(document);
  return {
    data: {
      name: isPublished ? `Version ${current}` : (draft.data?.person.name ?? ""),
      document: theirs,
      base: base.data ? normalDocument(base.data.document) : nothingOf(theirs),
      leadsTo: isPublished ? current : ownBase,
      changes: begun === null ? undefined : diff.data,
    },
    error: null,
    isPending: false,
  };
}
