// Who works in the workspace, and what each may do.
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/api/me";
import { membersQuery, useChangeRole, useRemoveMember } from "@/api/members";
import type { Member, Role } from "@/api/types";
import { useMay, useWorkspace } from "@/api/workspace";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { ErrorState } from "@/ui/error-state";
import { SelectInput } from "@/ui/input";
import { Section } from "@/ui/section";
import { SkeletonRows } from "@/ui/skeleton";
import { toastProblem } from "@/ui/toast";
import { AddMemberDialog } from "./add-member";
import { ROLES } from "./roles";

export function MembersSection() {
  const workspace = useWorkspace();
  const mayChange = useMay("admin");
  const members = useQuery(membersQuery(workspace.id));
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Members"
      description={`The people of ${workspace.name}.`}
      flush
      actions={
        mayChange && (
          <Button
            size="small"
            icon={<UserPlus size={16} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            Add a member
          </Button>
        )
      }
    >
      {members.isPending && <SkeletonRows label="Loading members" />}
      {members.error && <ErrorState error={members.error} onRetry={() => void members.refetch()} />}
      <ul className="divide-y divide-line">
        {members.data?.items.map((member) => (
          <MemberRow key={member.user.id} member={member} />
        ))}
      </ul>
      {adding && <AddMemberDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

function MemberRow({ member: { user, role } }: { member: Member }) {
  const workspace = useWorkspace();
  const mayChange = useMay("admin");
  const isOwner = useMay("owner");
  const isMe = useMe().user.id === user.id;
  const changeRole = useChangeRole(workspace.id);
  const [removing, setRemoving] = useState(false);
  // Only an owner makes or unmakes owners; nobody takes their own rights away by a slip.
  const changeable = mayChange && !isMe && (isOwner || role !== "owner");
  const options = ROLES.filter(({ value }) => isOwner || value !== "owner");

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 sm:px-6">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate text-sm font-medium">
          {user.name} {isMe && <span className="font-normal text-ink-soft">(you)</span>}
        </p>
        <p className="truncate text-sm text-ink-soft">{user.email}</p>
      </div>
      {changeable ? (
        <>
          <SelectInput
            aria-label={`Role of ${user.name}`}
            className="w-32"
            value={role}
            options={options}
            onChange={(event) =>
              changeRole.mutate(
                { user: user.id, role: event.target.value as Role },
                { onError: toastProblem },
              )
            }
          />
          <Button size="small" variant="quiet" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </>
      ) : (
        <Badge>{ROLES.find(({ value }) => value === role)?.label ?? role}</Badge>
      )}
      {removing && <RemoveMember member={{ user, role }} onClose={() => setRemoving(false)} />}
    </li>
  );
}

function RemoveMember({ member: { user }, onClose }: { member: Member; onClose(): void }) {
  const workspace = useWorkspace();
  const { mutate, error, isPending } = useRemoveMember(workspace.id);
  return (
    <ConfirmDialog
      title={`Remove ${user.name}?`}
      confirm="Remove"
      busy={isPending}
      onConfirm={() => mutate(user.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>They can no longer open {workspace.name}. What they built stays.</p>
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
