// Where one is signed in, and the password.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post, remove } from "./client";
import type { Session } from "./types";

export function useSignOut() {
  return useMutation({ mutationFn: () => remove("/session") });
}

/** Every browser this person is signed in with. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => get<{ items: Session[] }>("/sessions", { signal }),
});

export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (session: string) => remove(path`/sessions/${session}`),
    onSettled: () => client.invalidateQueries(sessionsQuery),
  });
}

/** Changes the password and signs every other browser out. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { current: string; new: string }) => post<void>("/password", change),
    onSuccess: () => client.invalidateQueries(sessionsQuery),
  });
}
