// Who is signed in, where, and the password.

import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { get, path, post, remove } from "./client";
import type { Me, Session } from "./types";

const MINUTE_MS = 60_000;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Me>("/session", { signal }),
  staleTime: 5 * MINUTE_MS,
});

/** The person signed in. The shell has loaded it before any page is drawn. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

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
