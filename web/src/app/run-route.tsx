// The page of one run.

import type { QueryClient } from "@tanstack/react-query";
import { kindsQuery } from "@/api/catalog";
import { runQuery } from "@/api/runs";
import { useWorkspace } from "@/api/workspace";
import { RunPage } from "@/features/run";
import { useParams } from "@/router";

export function RunRoute() {
  const { run } = useParams({ from: "/runs/$run" });
  const { id } = useWorkspace();
  return <RunPage key={`${id}/${run}`} workspace={id} run={run} />;
}

/** Asks for the run and the kinds of nodes before the page is drawn. */
export function prefetchRun(client: QueryClient, workspace: string, run: string): void {
  void client.prefetchQuery(kindsQuery);
  void client.prefetchQuery(runQuery(workspace, run));
}
