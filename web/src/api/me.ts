// Who is signed in. Apart from session.ts, because the shell needs no more of it.

import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { Me } from "./types";

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
