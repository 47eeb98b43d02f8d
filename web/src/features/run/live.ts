// A run as it goes on: events change at once what is shown, and the steps are read
// again after a pause that grows with their number.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "@/api/live";
import { runKey, runQuery } from "@/api/runs";
import type { EdgeEvent, RunDetail, RunEvent, StepEvent } from "@/api/types";

const PAUSE_LEAST_MS = 700;
const ON_THE_WAY_MS = 1_000;

export function useRun(workspace: string, run: string) {
  const client = useQueryClient();
  // The page before may have kept the run as it was then; what was asked for on the way
  // here is as good, and is read again once nothing more can be missed.
  const query = useQuery({ ...runQuery(workspace, run), staleTime: ON_THE_WAY_MS });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (apply: (detail: RunDetail) => RunDetail) =>
    client.setQueryData<RunDetail>(runKey(workspace, run), (detail) => detail && apply(detail));
  const refetch = () => {
    const steps = query.data?.steps.length ?? 0;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: runKey(workspace, run), exact: true });
    }, PAUSE_LEAST_MS + steps);
  };
  useLive(
    workspace,
    { run },
    {
      onRun: (event) => {
        change((detail) => afterRun(detail, event));
        refetch();
      },
      onStep: (event) => {
        change((detail) => afterStep(detail, event));
        refetch();
      },
      onEdge: (event) => change((detail) => afterEdge(detail, event)),
      onOpen: refetch,
      onLag: refetch,
    },
  );
  return query;
}

export function afterRun(run: RunDetail, { status, wake_at, error, at }: RunEvent): RunDetail {
  const over = status === "succeeded" || status === "failed" || status === "cancelled";
  return {
    ...run,
    status,
    wake_at: wake_at ?? null,
    error: error ?? run.error,
    finished_at: over ? at : null,
    duration_ms: over ? (run.duration_ms ?? at - run.started_at) : null,
  };
}

export function afterStep(
  run: RunDetail,
  { node, state, attempt, items_out }: StepEvent,
): RunDetail {
  const given = Object.values(items_out ?? {}).reduce((sum, items) => sum + items, 0);
  const before = run.nodes[node];
  const progress = { state, attempts: attempt, items_out: given || (before?.items_out ?? 0) };
  return { ...run, nodes: { ...run.nodes, [node]: progress } };
}

export function afterEdge(run: RunDetail, { edge, state, items }: EdgeEvent): RunDetail {
  return { ...run, edges: { ...run.edges, [edge]: { state, items } } };
}
