// The processes of the server, and how runs fare.

import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import { inWorkspace } from "./workspace";

/** A process that is there. */
export type Worker = {
  /** Null: it is the only one. */
  id: string | null;
  host: string;
  process: number;
  role: "all" | "api" | "worker" | "scheduler";
  version: string;
  state: "alive" | "draining" | "late";
  started_at: number | null;
  seen_at: number | null;
  runs_owned: number;
  runs_in_memory: number;
  runs_asleep: number;
  steps: number;
  steps_at_most: number;
  runs_queued: number;
  /** Who carries hints between it and others, in the order in which they are tried. */
  carriers: Carrier[];
};

/** Who carries hints between processes. */
export type Carrier = {
  name: string;
  /** Why it carries nothing at the moment. */
  problem: string | null;
};

/** A process that is gone. */
export type GoneWorker = {
  id: string;
  host: string;
  process: number;
  role: Worker["role"];
  gone_at: number;
  crashed: boolean;
  taken_over: boolean;
};

export type Workers = {
  shared: boolean;
  now: number;
  workers: Worker[];
  gone: GoneWorker[];
  /** Of the whole server. */
  queue: { by_status: { [status: string]: number }; unowned: number; inbox: number };
  /** Of this workspace. */
  recent: { runs: number; failed: number; median_ms: number | null; slow_ms: number | null };
};

const REFRESH_MS = 5_000;

export const workersQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, "workers"],
    queryFn: ({ signal }) => get<Workers>(inWorkspace(workspace, "/workers"), { signal }),
    refetchInterval: REFRESH_MS,
  });
