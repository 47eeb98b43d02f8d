// Flows: the list, one flow, and what can be done with it as a whole. Its draft
// is in drafts.ts, its versions in versions.ts.

import {
  type InfiniteData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { get, path, post, remove } from "./client";
import { pagesQuery } from "./pages";
import type {
  FlowDetail,
  FlowDocument,
  FlowState,
  FlowSummary,
  ImportedFlow,
  ImportPreview,
  Page,
} from "./types";
import { inWorkspace } from "./workspace";

export type FlowFilter = {
  search?: string | undefined;
  state?: FlowState | undefined;
  limit?: number;
};

/** The address of something of a flow. */
export const ofFlow = (workspace: string, flow: string, rest = "") =>
  inWorkspace(workspace, `${path`/flows/${flow}`}${rest}`);

export const flowsKey = (workspace: string) => [workspace, "flows"] as const;
export const flowKey = (workspace: string, flow: string) => [workspace, "flow", flow] as const;

export const flowsQuery = (workspace: string, filter: FlowFilter = {}) =>
  pagesQuery<FlowSummary>(flowsKey(workspace), inWorkspace(workspace, "/flows"), filter);

export const flowQuery = (workspace: string, flow: string) =>
  queryOptions({
    queryKey: flowKey(workspace, flow),
    queryFn: ({ signal }) => get<FlowDetail>(ofFlow(workspace, flow), { signal }),
  });

export function useCreateFlow(workspace: string) {
  return useFlowsChange(workspace, (request: { name: string; document?: FlowDocument }) =>
    post<FlowDetail>(inWorkspace(workspace, "/flows"), request),
  );
}

/** Makes a flow of a flow file; what the file names wrong is refused, not dropped. */
export function useImportFlow(workspace: string) {
  return useFlowsChange(workspace, (document: unknown) =>
    post<FlowDetail>(inWorkspace(workspace, "/flows/import"), { document }),
  );
}

/** Makes a flow of a workflow of n8n, given as text. */
export function useImportN8n(workspace: string) {
  return useFlowsChange(workspace, (text: string) =>
    post<ImportedFlow>(inWorkspace(workspace, "/import/n8n"), { text }),
  );
}

/** What a workflow of n8n would become, given as text; keeps nothing. */
export const n8nPreviewQuery = (workspace: string, text: string) =>
  queryOptions({
    queryKey: [workspace, "n8n-preview", text],
    queryFn: ({ signal }) =>
      post<ImportPreview>(inWorkspace(workspace, "/import/n8n/preview"), { text }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });

/** Deletes a flow; `force` also when runs of it are active, which are cancelled. */
export function useDeleteFlow(workspace: string) {
  return useFlowsChange(workspace, ({ flow, force }: { flow: string; force?: boolean }) =>
    remove(ofFlow(workspace, flow), { force: force || undefined }),
  );
}

/**
 * Stops a live flow from starting runs, or lets it start them again. The list
 * shows it at once; should the server refuse, the list is read again.
 */
export function useSetPaused(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ flow, paused }: { flow: string; paused: boolean }) =>
      post<FlowSummary>(ofFlow(workspace, flow, paused ? "/pause" : "/resume")),
    onMutate: ({ flow, paused }) => {
      const state: FlowState = paused ? "paused" : "live";
      client.setQueriesData<FlowPages>({ queryKey: flowsKey(workspace) }, (pages) =>
        changeInPages(pages, flow, { state }),
      );
    },
    onSettled: () => refreshFlows(client, workspace),
  });
}

type FlowPages = InfiniteData<Page<FlowSummary>>;

function changeInPages(pages: FlowPages | undefined, flow: string, change: Partial<FlowSummary>) {
  if (!pages) return pages;
  const changed = pages.pages.map((page) => ({
    ...page,
    items: page.items.map((entry) => (entry.id === flow ? { ...entry, ...change } : entry)),
  }));
  return { ...pages, pages: changed };
}

/** The flow as a file. */
export const exportFlow = (workspace: string, flow: string) =>
  get<FlowDocument>(ofFlow(workspace, flow, "/export"));

/** Reads the list and everything of this workspace's flows again. */
export async function refreshFlows(client: QueryClient, workspace: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: flowsKey(workspace) }),
    client.invalidateQueries({ queryKey: [workspace, "flow"] }),
  ]);
}

function useFlowsChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => refreshFlows(client, workspace) });
}
