// Asks before a credential is deleted and says which flows would miss it.
import { useDeleteCredential } from "@/api/credentials";
import type { Credential } from "@/api/types";
import { counted } from "@/lib/format";
import { ConfirmDialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { toast } from "@/ui/toast";

type Props = { workspace: string; credential: Credential; onClose(): void };

export function DeleteCredentialDialog({ workspace, credential, onClose }: Props) {
  const { mutate, error, isPending } = useDeleteCredential(workspace);
  const perform = () =>
    mutate(credential.id, {
      onSuccess: () => {
        toast({ title: `${credential.name} is deleted` });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={`Delete ${credential.name}?`}
      confirm="Delete"
      busy={isPending}
      onConfirm={perform}
      onClose={onClose}
    >
      {credential.used_by > 0 && (
        <p className="mb-3 rounded-control bg-warn-soft px-4 py-3 text-sm text-warn">
          {counted(credential.used_by, "flow")} {credential.used_by === 1 ? "uses" : "use"} it.
          Their runs fail where they need it until another credential is chosen there.
        </p>
      )}
      <p>The secret is gone for good; it cannot be brought back.</p>
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
