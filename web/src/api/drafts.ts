// The draft of a flow: saving, checking, publishing, and trying it out.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post, put } from "./client";
import { flowKey, ofFlow, refreshFlows } from "./flows";
import type {
  FlowDetail,
  FlowDocument,
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

/**
 * Saves the draft. Refused with `draft_changed` when `revision` is stale: somebody
 * else has saved meanwhile.
 */
export const saveDraft = (
  workspace: string,
  flow: string,
  draft: { document: FlowDocument; revision: number },
) => put<SavedDraft>(ofFlow(workspace, flow, "/draft"), draft);

export function useSaveDraft(workspace: string, flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: { document: FlowDocument; revision: number }) =>
      saveDraft(workspace, flow, draft),
    onSuccess: (saved, { document }) =>
      client.setQueryData<FlowDetail>(
        flowKey(workspace, flow),
        (detail) => detail && { ...detail, ...saved, document, draft_changed: true },
      ),
  });
}

/** Publishes the draft at this revision; refused with `flow_invalid` and its problems. */
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
