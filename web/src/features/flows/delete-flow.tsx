// Asks before a flow is deleted, once more if runs of it are active.
import { useDeleteFlow } from "@/api/flows";
import { ApiProblem } from "@/api/problem";
import type { FlowSummary } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { ConfirmDialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { toast } from "@/ui/toast";

type Props = { flow: FlowSummary; onClose(): void };

export function DeleteFlowDialog({ flow, onClose }: Props) {
  const workspace = useWorkspace();
  const { mutate, error, isPending } = useDeleteFlow(workspace.id);
  const hasActiveRuns = error instanceof ApiProblem && error.status === 409;
  const perform = () =>
    mutate(
      { flow: flow.id, force: hasActiveRuns },
      {
        onSuccess: () => {
          toast({ title: `${flow.name} is deleted` });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={`Delete ${flow.name}?`}
      confirm={hasActiveRuns ? "Cancel its runs and delete" : "Delete"}
      busy={isPending}
      onConfirm={perform}
      onClose={onClose}
    >
      <p>
        The flow, its versions and its runs are deleted. This cannot be undone; export it first if
        you may need it again.
      </p>
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
