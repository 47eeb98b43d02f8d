// Whether a run is being debugged, and who may begin to.

import { useQuery } from "@tanstack/react-query";
import { standingQuery } from "@/api/debug";
import type { RunDetail } from "@/api/types";
import { useMay } from "@/api/workspace";
import { isActive } from "./words";

export function useDebugging(workspace: string, run: RunDetail) {
  // Who may build may debug tests; all other runs carry what concerns somebody.
  const isAdmin = useMay("admin");
  const isEditor = useMay("editor");
  const may = isActive(run.status) && (run.mode === "test" ? isEditor : isAdmin);
  const standing = useQuery({
    ...standingQuery(workspace, run.id, momentOfRun(run)),
    enabled: may,
  });
  return { may, isOpen: may && standing.data?.debugged === true };
}

/** Changes with all that happens to a run. */
export function momentOfRun({ status, steps, nodes }: RunDetail): string {
  const last = steps.at(-1);
  const held = Object.keys(nodes).filter((node) => nodes[node]?.state === "held");
  const done = steps.filter(({ state }) => state === "done").length;
  return [status, done, steps.length, last?.node, last?.state, ...held].join(" ");
}
