// Credentials of a workspace. Secret fields go in and never come out.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { patch, path, post, remove } from "./client";
import { pagesQuery } from "./pages";
import type { Credential, CredentialChange, CredentialTest, NewCredential } from "./types";
import { inWorkspace } from "./workspace";

const credentialsKey = (workspace: string) => [workspace, "credentials"] as const;
const ofCredential = (workspace: string, credential: string, rest = "") =>
  inWorkspace(workspace, `${path`/credentials/${credential}`}${rest}`);

export const credentialsQuery = (workspace: string) =>
  pagesQuery<Credential>(credentialsKey(workspace), inWorkspace(workspace, "/credentials"));

export function useCreateCredential(workspace: string) {
  return useCredentialsChange(workspace, (credential: NewCredential) =>
    post<Credential>(inWorkspace(workspace, "/credentials"), credential),
  );
}

/** Secret fields that are left out keep their value. */
export function useChangeCredential(workspace: string, credential: string) {
  return useCredentialsChange(workspace, (change: CredentialChange) =>
    patch<Credential>(ofCredential(workspace, credential), change),
  );
}

export function useDeleteCredential(workspace: string) {
  return useCredentialsChange(workspace, (credential: string) =>
    remove(ofCredential(workspace, credential)),
  );
}

/** Tries the credential against the service it is for. */
export function useTestCredential(workspace: string) {
  return useMutation({
    mutationFn: (credential: string) =>
      post<CredentialTest>(ofCredential(workspace, credential, "/test")),
  });
}

function useCredentialsChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: credentialsKey(workspace) }),
  });
}
