// Parameters of nodes under a name, to be used again in the workspace.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { JsonObject } from "@/graph/document";
import { get, patch, path, post, remove } from "./client";
import type { Page } from "./types";
import { inWorkspace } from "./workspace";

export type Preset = {
  id: string;
  /** The kind of node it is for. */
  kind: string;
  name: string;
  parameters: JsonObject;
  created_at: number;
  updated_at: number;
};

const presetsKey = (workspace: string) => [workspace, "presets"] as const;

/** The presets of a kind of node, by name. */
export const presetsQuery = (workspace: string, kind: string) =>
  queryOptions({
    queryKey: [...presetsKey(workspace), kind],
    queryFn: ({ signal }) =>
      get<Page<Preset>>(inWorkspace(workspace, "/presets"), { query: { kind }, signal }),
    select: (page) => page.items,
  });

export function useCreatePreset(workspace: string) {
  return usePresetsChange(workspace, (preset: Pick<Preset, "kind" | "name" | "parameters">) =>
    post<Preset>(inWorkspace(workspace, "/presets"), preset),
  );
}

type Change = { id: string; change: Partial<Pick<Preset, "name" | "parameters">> };

export function useChangePreset(workspace: string) {
  return usePresetsChange(workspace, ({ id, change }: Change) =>
    patch<Preset>(inWorkspace(workspace, path`/presets/${id}`), change),
  );
}

export function useDeletePreset(workspace: string) {
  return usePresetsChange(workspace, (id: string) =>
    remove(inWorkspace(workspace, path`/presets/${id}`)),
  );
}

function usePresetsChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: presetsKey(workspace) }),
  });
}
