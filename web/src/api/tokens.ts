// API tokens of a workspace. The secret comes once, when a token is made.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post, remove } from "./client";
import type { CreatedToken, NewToken, Token } from "./types";
import { inWorkspace } from "./workspace";

export const tokensQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, "tokens"],
    queryFn: ({ signal }) => get<{ items: Token[] }>(inWorkspace(workspace, "/tokens"), { signal }),
  });

export function useCreateToken(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: NewToken) => post<CreatedToken>(inWorkspace(workspace, "/tokens"), token),
    onSuccess: () => client.invalidateQueries(tokensQuery(workspace)),
  });
}

export function useRevokeToken(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => remove(inWorkspace(workspace, path`/tokens/${token}`)),
    onSettled: () => client.invalidateQueries(tokensQuery(workspace)),
  });
}
