// Who works in a workspace, with which role.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, patch, path, post, remove } from "./client";
import type { Member, NewMember, Role } from "./types";
import { inWorkspace } from "./workspace";

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, "members"],
    queryFn: ({ signal }) =>
      get<{ items: Member[] }>(inWorkspace(workspace, "/members"), { signal }),
  });

export function useAddMember(workspace: string) {
  return useMemberChange(workspace, (member: NewMember) =>
    post<Member>(inWorkspace(workspace, "/members"), member),
  );
}

export function useChangeRole(workspace: string) {
  return useMemberChange(workspace, ({ user, role }: { user: string; role: Role }) =>
    patch<Member>(inWorkspace(workspace, path`/members/${user}`), { role }),
  );
}

export function useRemoveMember(workspace: string) {
  return useMemberChange(workspace, (user: string) =>
    remove(inWorkspace(workspace, path`/members/${user}`)),
  );
}

function useMemberChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries(membersQuery(workspace)),
  });
}
