// The published versions of a flow.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post, put } from "./client";
import { flowKey, ofFlow, refreshFlows } from "./flows";
import { pagesQuery } from "./pages";
import type { FlowChange, FlowDetail, FlowVersion, FlowVersionDetail } from "./types";

export const versionsQuery = (workspace: string, flow: string) =>
  pagesQuery<FlowVersion>(
    [...flowKey(workspace, flow), "versions"],
    ofFlow(workspace, flow, "/versions"),
  );

/** A version with its document, which never changes. */
export const versionQuery = (workspace: string, flow: string, number: number) =>
  queryOptions({
    queryKey: [...flowKey(workspace, flow), "version", number],
    queryFn: ({ signal }) =>
      get<FlowVersionDetail>(ofFlow(workspace, flow, path`/versions/${number}`), { signal }),
  });

/** Gives a version these tags instead of those it has. */
export function useTagVersion(workspace: string, flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, tags }: { number: number; tags: readonly string[] }) =>
      put<FlowVersion>(ofFlow(workspace, flow, path`/versions/${number}/tags`), { tags }),
    onSettled: () =>
      client.invalidateQueries({ queryKey: [...flowKey(workspace, flow), "versions"] }),
  });
}

/** Makes the draft what a version was; `onRestored` hears of it before the flow is read again. */
export function useRestoreVersion(
  workspace: string,
  flow: string,
  onRestored: (detail: FlowDetail) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (number: number) =>
      post<FlowDetail>(ofFlow(workspace, flow, path`/versions/${number}/restore`)),
    onSuccess: (detail) => {
      onRestored(detail);
      return refreshFlows(client, workspace);
    },
  });
}

/** A version by number, one's own draft, or that of the person with this id. */
export type Side = number | "draft" | PersonId;
export type PersonId = `user_${string}`;

/** What changed from one side to the other. */
export const diffQuery = (workspace: string, flow: string, from: Side, to: Side) =>
  queryOptions({
    queryKey: [...flowKey(workspace, flow), "diff", from, to],
    queryFn: ({ signal }) =>
      get<{ changes: FlowChange[] }>(ofFlow(workspace, flow, "/diff"), {
        query: { from, to },
        signal,
      }),
    select: (answer) => answer.changes,
  });
