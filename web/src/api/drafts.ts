// The draft of a flow: saving, checking, publishing, and trying it out.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post, put, remove } from "./client";
import { flowKey, ofFlow, refreshFlows } from "./flows";
import type {
  FlowDetail,
  FlowDocument,
  FlowDraftDetail,
  FlowDrafts,
  FlowSamples,
  Preview,
  PreviewRequest,
  Published,
  SavedDraft,
  StartedRun,
  StartRun,
  TriedNode,
  TryNode,
} from "./types";

/** A draft to be saved. */
export type DraftToSave = {
  document: FlowDocument;
  /** The revision it was made from. */
  revision: number;
  /** The version it takes into account; left out: the one it was begun from. */
  base?: number | null;
};

/**
 * Saves one's own draft. Refused with `draft_changed` when `revision` is stale: one
 * has saved another in another window.
 */
export const saveDraft = (workspace: string, flow: string, draft: DraftToSave) =>
  put<SavedDraft>(ofFlow(workspace, flow, "/draft"), draft);

/** Drops one's own draft; what is not published of it is gone. */
export const dropDraft = (workspace: string, flow: string) =>
  remove<FlowDetail>(ofFlow(workspace, flow, "/draft"));

const LOOK_AGAIN_MS = 20_000;

/** Who has changes that are not published, asked for again while the page is looked at. */
export const draftsQuery = (workspace: string, flow: string) =>
  queryOptions({
    queryKey: [...flowKey(workspace, flow), "drafts"],
    queryFn: ({ signal }) => get<FlowDrafts>(ofFlow(workspace, flow, "/drafts"), { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Somebody's draft as it is now. */
export const draftQuery = (workspace: string, flow: string, person: string) =>
  queryOptions({
    queryKey: [...flowKey(workspace, flow), "draft", person],
    queryFn: ({ signal }) =>
      get<FlowDraftDetail>(ofFlow(workspace, flow, path`/drafts/${person}`), { signal }),
    staleTime: 0,
  });

/**
 * Publishes one's draft at this revision; refused with `flow_invalid` and its problems, and with
 * `version_newer` if somebody has published since it was begun.
 */
export function usePublish(workspace: string, flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: { revision: number; note?: string }) =>
      post<Published>(ofFlow(workspace, flow, "/publish"), request),
    onSuccess: () => refreshFlows(client, workspace),
  });
}

/** Starts a run; `draft: true` runs the draft as a test. */
export function useStartRun(workspace: string, flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: StartRun) => post<StartedRun>(ofFlow(workspace, flow, "/runs"), request),
    onSuccess: () => client.invalidateQueries({ queryKey: [workspace, "runs"] }),
  });
}

/** Lets the test addresses of the draft answer for ten minutes. */
export function useListen(workspace: string, flow: string) {
  return useMutation({
    mutationFn: () => post<{ until: number }>(ofFlow(workspace, flow, "/listen")),
  });
}

export const flowSamplesKey = (workspace: string, flow: string) =>
  [...flowKey(workspace, flow), "samples"] as const;

/** The items each node saw last, in any run of the flow. */
export const flowSamplesQuery = (workspace: string, flow: string) =>
  queryOptions({
    queryKey: flowSamplesKey(workspace, flow),
    queryFn: ({ signal }) => get<FlowSamples>(ofFlow(workspace, flow, "/samples"), { signal }),
  });

/** Runs one node for real, as a test. */
export const tryNode = (workspace: string, flow: string, node: string, request: TryNode) =>
  post<TriedNode>(ofFlow(workspace, flow, path`/nodes/${node}/try`), request);

export function useTryNode(workspace: string, flow: string, node: string) {
  return useMutation({
    mutationFn: (request: TryNode) => tryNode(workspace, flow, node, request),
  });
}

/** Evaluates a text with `{{ }}` against the item the node received last. */
export const previewTemplate = (workspace: string, flow: string, request: PreviewRequest) =>
  post<Preview>(ofFlow(workspace, flow, "/preview"), request);
