// Variables of flows, of the workspace and of the organisation.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Json, JsonObject } from "@/graph/document";
import { get, patch, path, post, remove } from "./client";
import { pagesQuery } from "./pages";
import type { Page } from "./types";
import { inWorkspace } from "./workspace";

/** Whose a variable is; of several with one name the nearest counts. */
export type VariableScope = "organisation" | "workspace" | "flow";

export type Variable = {
  id: string;
  scope: VariableScope;
  /** The flow whose it is, for those of a flow. */
  flow?: string;
  flow_name?: string;
  name: string;
  value: Json;
  description: string;
  created_at: number;
  updated_at: number;
  /** Whether a run changed it last. */
  by_run: boolean;
};
export type NewVariable = Pick<Variable, "name" | "value" | "scope" | "description" | "flow">;
export type VariableChange = Partial<Pick<Variable, "name" | "value" | "description">>;

/** A variable as the expressions of a flow see it. */
export type VisibleVariable = Pick<Variable, "name" | "scope" | "value">;

const variablesKey = (workspace: string) => [workspace, "variables"] as const;
const ofVariable = (workspace: string, variable: string) =>
  inWorkspace(workspace, path`/variables/${variable}`);

export const variablesQuery = (workspace: string, search: string) =>
  pagesQuery<Variable>(variablesKey(workspace), inWorkspace(workspace, "/variables"), {
    search: search || undefined,
  });

/** What `$vars` is in a flow. */
export const flowVariablesQuery = (workspace: string, flow: string) =>
  queryOptions({
    queryKey: [...variablesKey(workspace), "of", flow],
    queryFn: ({ signal }) =>
      get<Page<VisibleVariable>>(inWorkspace(workspace, path`/flows/${flow}/variables`), {
        signal,
      }),
    select: (page) => page.items,
    staleTime: 30_000,
  });

/** What scripts of a flow keep between runs: shared by all, and by node. */
export type StaticData = { global: JsonObject; nodes: { [node: string]: JsonObject } };

const staticKey = (workspace: string, flow: string) => [workspace, "static", flow] as const;
const ofStatic = (workspace: string, flow: string) =>
  inWorkspace(workspace, path`/flows/${flow}/static-data`);

export const staticDataQuery = (workspace: string, flow: string) =>
  queryOptions({
    queryKey: staticKey(workspace, flow),
    queryFn: ({ signal }) => get<StaticData>(ofStatic(workspace, flow), { signal }),
  });

/** Lets the scripts of a flow begin anew. */
export function useClearStaticData(workspace: string, flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(ofStatic(workspace, flow)),
    onSettled: () => client.invalidateQueries({ queryKey: staticKey(workspace, flow) }),
  });
}

export function useCreateVariable(workspace: string) {
  return useVariablesChange(workspace, (variable: NewVariable) =>
    post<Variable>(inWorkspace(workspace, "/variables"), variable),
  );
}

export function useChangeVariable(workspace: string, variable: string) {
  return useVariablesChange(workspace, (change: VariableChange) =>
    patch<Variable>(ofVariable(workspace, variable), change),
  );
}

export function useDeleteVariable(workspace: string) {
  return useVariablesChange(workspace, (variable: string) =>
    remove(ofVariable(workspace, variable)),
  );
}

function useVariablesChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: variablesKey(workspace) }),
  });
}
