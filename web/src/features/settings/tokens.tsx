// API tokens: for programs that call Towpath.
import { useQuery } from "@tanstack/react-query";
import { KeySquare, Plus } from "lucide-react";
import { useState } from "react";
import { tokensQuery, useRevokeToken } from "@/api/tokens";
import type { Token } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/section";
import { SkeletonRows } from "@/ui/skeleton";
import { RelativeTime } from "@/ui/time";
import { toastProblem } from "@/ui/toast";
import { NewTokenDialog } from "./new-token";

export function TokensSection() {
  const workspace = useWorkspace();
  const tokens = useQuery(tokensQuery(workspace.id));
  const [creating, setCreating] = useState(false);
  return (
    <Section
      title="API tokens"
      description="For programs that call Towpath in the name of this workspace."
      flush
      actions={
        <Button
          size="small"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => setCreating(true)}
        >
          New token
        </Button>
      }
    >
      {tokens.isPending && <SkeletonRows label="Loading tokens" />}
      {tokens.error && <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.items.length === 0 && (
        <EmptyState icon={<KeySquare size={22} aria-hidden="true" />} title="No tokens">
          A token lets a program start flows, read runs or queue messages, and nothing else.
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {tokens.data?.items.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      {creating && <NewTokenDialog onClose={() => setCreating(false)} />}
    </Section>
  );
}

function TokenRow({ token }: { token: Token }) {
  const workspace = useWorkspace();
  const [revoking, setRevoking] = useState(false);
  const { mutate, isPending } = useRevokeToken(workspace.id);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 sm:px-6">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate text-sm font-medium">{token.name}</p>
        <p className="text-sm text-ink-soft">{token.scopes.join(", ")}</p>
        <p className="text-sm text-ink-soft">
          {token.last_used_at === null ? (
            "Never used"
          ) : (
            <>
              Used <RelativeTime at={token.last_used_at} />
            </>
          )}
          {token.expires_at !== null && (
            <>
              {" · "}
              {token.expires_at < Date.now() ? "expired" : "expires"}{" "}
              <RelativeTime at={token.expires_at} />
            </>
          )}
        </p>
      </div>
      <Button size="small" variant="quiet" onClick={() => setRevoking(true)}>
        Revoke
      </Button>
      {revoking && (
        <ConfirmDialog
          title={`Revoke ${token.name}?`}
          confirm="Revoke"
          busy={isPending}
          onConfirm={() =>
            mutate(token.id, { onSuccess: () => setRevoking(false), onError: toastProblem })
          }
          onClose={() => setRevoking(false)}
        >
          Programs that use it are refused from now on. This cannot be undone.
        </ConfirmDialog>
      )}
    </li>
  );
}
