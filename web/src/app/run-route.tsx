// The page of one run.

import { useWorkspace } from "@/api/workspace";
import { RunPage } from "@/features/run";
import { useParams } from "@/router";

export function RunRoute() {
  const { run } = useParams({ from: "/runs/$run" });
  const { id } = useWorkspace();
  return <RunPage key={`${id}/${run}`} workspace={id} run={run} />;
}
