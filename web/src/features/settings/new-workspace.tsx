// A further workspace of the organisation.
import { type FormEvent, useState } from "react";
import { useMay } from "@/api/workspace";
import { useCreateWorkspace } from "@/api/workspaces";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Section } from "@/ui/section";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";

const FORM = "new-workspace";

export function NewWorkspace() {
  const mayCreate = useMay("admin");
  const [open, setOpen] = useState(false);
  if (!mayCreate) return null;
  return (
    <Section
      title="Another workspace"
      description="Keeps flows, runs, credentials and members apart, for a client or a team."
    >
      <Button onClick={() => setOpen(true)}>New workspace</Button>
      {open && <NewWorkspaceDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}

function NewWorkspaceDialog({ onClose }: { onClose(): void }) {
  const [name, setName] = useState("");
  const { mutate, error, isPending } = useCreateWorkspace();
  const create = (event: FormEvent) => {
    event.preventDefault();
    mutate(
      { name: name.trim(), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      {
        onSuccess: (made) => {
          toast({
            title: `${made.name} is there`,
            detail: "Switch to it at the top of the sidebar.",
            tone: "good",
          });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      title="New workspace"
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} variant="primary" busy={isPending}>
            Create
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={create} className="flex flex-col gap-4">
        <TextField
          label="Name"
          value={name}
          required
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        {error && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}
