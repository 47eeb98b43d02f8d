// How requests are kept and tried again.
import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "@/api/problem";

const TRIES_MAXIMUM = 3;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < TRIES_MAXIMUM - 1 && isPassing(error),
      },
    },
  });
}

/** A refusal stays a refusal; a server that could not answer may do so next time. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 502);
}
