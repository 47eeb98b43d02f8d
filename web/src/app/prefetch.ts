// What pages are drawn from, asked for while their code is on its way: a small file of its
// own, so that asking need not wait for the code.
import type { QueryClient } from "@tanstack/react-query";
import { kindsQuery } from "@/api/catalog";
import { flowQuery } from "@/api/flows";
import { runQuery } from "@/api/runs";

/** Asks for the flow and the kinds of nodes. */
export function prefetchEditor(client: QueryClient, workspace: string, flow: string): void {
  void client.prefetchQuery(kindsQuery);
  void client.prefetchQuery(flowQuery(workspace, flow));
}

/** Asks for the run and the kinds of nodes. */
export function prefetchRun(client: QueryClient, workspace: string, run: string): void {
  void client.prefetchQuery(kindsQuery);
  void client.prefetchQuery(runQuery(workspace, run));
}
