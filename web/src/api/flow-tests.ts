// The saved tests of a flow, and playing them on its draft.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post, put, remove } from "./client";
import { flowKey, ofFlow } from "./flows";
import type { FlowTest, FlowTestResults, Page, SavedFlowTest } from "./types";

const testsKey = (workspace: string, flow: string) =>
  [...flowKey(workspace, flow), "tests"] as const;

export const flowTestsQuery = (workspace: string, flow: string) =>
  queryOptions({
    queryKey: testsKey(workspace, flow),
    queryFn: async ({ signal }) =>
      (await get<Page<SavedFlowTest>>(ofFlow(workspace, flow, "/tests"), { signal })).items,
  });

/** Keeps a test: as a new one, or in the place of one that is saved. */
export function useSaveFlowTest(workspace: string, flow: string) {
  return useTestsChange(workspace, flow, ({ id, test }: { id?: string; test: FlowTest }) =>
    id === undefined
      ? post<SavedFlowTest>(ofFlow(workspace, flow, "/tests"), test)
      : put<SavedFlowTest>(ofFlow(workspace, flow, path`/tests/${id}`), test),
  );
}

export function useDeleteFlowTest(workspace: string, flow: string) {
  return useTestsChange(workspace, flow, (id: string) =>
    remove(ofFlow(workspace, flow, path`/tests/${id}`)),
  );
}

/** Plays tests on the draft as it is saved: some, all, or one that is not saved. */
export function useRunFlowTests(workspace: string, flow: string) {
  return useMutation({
    mutationFn: (request: { tests?: string[]; unsaved?: FlowTest }) =>
      post<FlowTestResults>(ofFlow(workspace, flow, "/tests/run"), request),
  });
}

function useTestsChange<Request, Given>(
  workspace: string,
  flow: string,
  change: (request: Request) => Promise<Given>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: testsKey(workspace, flow) }),
  });
}
