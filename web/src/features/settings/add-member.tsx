// Adds a person to the workspace; a new person gets a first password.
import { type FormEvent, useState } from "react";
import { useAddMember } from "@/api/members";
import { asProblem } from "@/api/problem";
import type { Role } from "@/api/types";
import { useMay, useWorkspace } from "@/api/workspace";
import { PASSWORD_HINT, PASSWORD_MINIMUM } from "@/lib/password";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Select, TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import { ROLES } from "./roles";

const FORM = "add-member";

export function AddMemberDialog({ onClose }: { onClose(): void }) {
  const workspace = useWorkspace();
  const isOwner = useMay("owner");
  const [role, setRole] = useState<Role>("editor");
  const { mutate, error, isPending } = useAddMember(workspace.id);
  const fieldError = (name: string) => (error ? asProblem(error).field(name) : undefined);

  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    mutate(
      { name: text("name"), email: text("email"), password: String(given.get("password")), role },
      {
        onSuccess: () => {
          toast({ title: `${text("name")} is a member now`, tone: "good" });
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      title="Add a member"
      description="Give them the password yourself; they can change it under Your account."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} variant="primary" busy={isPending}>
            Add
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={add} className="flex flex-col gap-5">
        <TextField
          label="Name"
          name="name"
          required
          error={fieldError("name")}
          autoComplete="off"
        />
        <TextField
          label="Email"
          name="email"
          type="email"
          required
          error={fieldError("email")}
          autoComplete="off"
        />
        <TextField
          label="First password"
          name="password"
          type="password"
          minLength={PASSWORD_MINIMUM}
          required
          hint={`${PASSWORD_HINT} Someone who already has an account keeps theirs.`}
          error={fieldError("password")}
          autoComplete="new-password"
        />
        <Select
          label="Role"
          value={role}
          options={ROLES.filter(({ value }) => isOwner || value !== "owner")}
          hint={ROLES.find(({ value }) => value === role)?.text}
          onChange={(event) => setRole(event.target.value as Role)}
        />
        {error && <ErrorNote error={error} shown={["name", "email", "password"]} />}
      </form>
    </Dialog>
  );
}
