// Tries all failed runs of the list again at once.
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { type RunFilter, useRetryRuns } from "@/api/runs";
import { useMay } from "@/api/workspace";
import { counted } from "@/lib/format";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { toast, toastProblem } from "@/ui/toast";

type Props = { workspace: string; filter: RunFilter };

/** Whether the list shows nothing but runs that have failed or were cancelled. */
export function mayRetryAll({ status = [] }: RunFilter): boolean {
  const isOver = (one: string) => ["failed", "cancelled", "in_doubt"].includes(one);
  return status.includes("failed") && status.every(isOver);
}

export function RetryAll({ workspace, filter }: Props) {
  const mayRun = useMay("editor");
  const retry = useRetryRuns(workspace);
  const [isAsking, setAsking] = useState(false);
  if (!mayRun || !mayRetryAll(filter)) return null;
  const status = filter.status?.filter((one) => one !== "in_doubt");
  const start = () =>
    retry.mutate(
      { ...filter, status },
      {
        onSuccess: ({ runs }) =>
          toast({ title: `${counted(runs, "run")} begin again in the background`, tone: "good" }),
        onError: toastProblem,
        onSettled: () => setAsking(false),
      },
    );
  return (
    <>
      <Button
        size="small"
        icon={<RotateCw size={15} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Retry all
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Try all these runs again?"
          confirm="Retry all"
          variant="primary"
          busy={retry.isPending}
          onConfirm={start}
          onClose={() => setAsking(false)}
        >
          Each failed run the list shows, also on later pages, begins again as a new run that keeps
          what was done. Runs that were tried again before begin once more.
        </ConfirmDialog>
      )}
    </>
  );
}
