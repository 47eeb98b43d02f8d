// What this server can do: kinds of nodes and credentials, time zones, sample
// flows. None of it changes while the server runs.

import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { CredentialKind, Kind, SampleFlow } from "./types";

const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY };

export const kindsQuery = queryOptions({
  queryKey: ["kinds"],
  queryFn: ({ signal }) => get<{ items: Kind[] }>("/kinds", { signal }),
  select: (list) => list.items,
  ...forever,
});

export const credentialKindsQuery = queryOptions({
  queryKey: ["credential-kinds"],
  queryFn: ({ signal }) => get<{ items: CredentialKind[] }>("/credential-kinds", { signal }),
  select: (list) => list.items,
  ...forever,
});

export const timeZonesQuery = queryOptions({
  queryKey: ["time-zones"],
  queryFn: ({ signal }) => get<{ items: string[] }>("/time-zones", { signal }),
  select: (list) => list.items,
  ...forever,
});

export const samplesQuery = queryOptions({
  queryKey: ["samples"],
  queryFn: ({ signal }) => get<{ items: SampleFlow[] }>("/samples", { signal }),
  select: (list) => list.items,
  ...forever,
});
