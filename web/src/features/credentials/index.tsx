// The credentials of a workspace: what flows sign in to other systems with.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { credentialKindsQuery } from "@/api/catalog";
import { credentialsQuery } from "@/api/credentials";
import type { Credential } from "@/api/types";
import { useMay, useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { MoreButton } from "@/ui/more-button";
import { Card, Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { CredentialTable } from "./credential-table";
import { DeleteCredentialDialog } from "./delete-credential";

/** The form is large; it is fetched while the list is looked at. */
const loadDialog = () => import("@/form/credential/credential-dialog");
const CredentialDialog = lazy(() =>
  loadDialog().then((module) => ({ default: module.CredentialDialog })),
);

type Open = { what: "new" } | { what: "edit" | "delete"; credential: Credential };

export function CredentialsPage() {
  const { id: workspace } = useWorkspace();
  const mayChange = useMay("admin");
  const credentials = useInfiniteQuery(credentialsQuery(workspace));
  const kinds = useQuery(credentialKindsQuery);
  const [open, setOpen] = useState<Open>();
  useEffect(() => void loadDialog(), []);
  const newButton = mayChange && (
    <Button
      variant="primary"
      icon={<Plus size={18} aria-hidden />}
      disabled={!kinds.data}
      onClick={() => setOpen({ what: "new" })}
    >
      New credential
    </Button>
  );
  const error = credentials.error ?? kinds.error;
  const retry = () => void Promise.all([credentials.refetch(), kinds.refetch()]);
  const list = credentials.data;

  return (
    <Page
      title="Credentials"
      description="What your flows sign in to other systems with. Secrets are kept sealed and never shown again."
      actions={list && list.length > 0 && newButton}
    >
      <Card className="overflow-hidden">
        {error ? <ErrorState error={error} onRetry={retry} /> : null}
        {!error && credentials.isPending && <SkeletonRows label="Loading credentials" />}
        {list?.length === 0 && (
          <EmptyState
            icon={<KeyRound size={22} aria-hidden />}
            title="No credentials yet"
            actions={newButton}
          >
            {mayChange
              ? "Make one here, or in place when a node asks for it. You give it a name; flows use it by that name."
              : "An admin of the workspace can make one. Flows then use it by its name."}
          </EmptyState>
        )}
        {list && list.length > 0 && (
          <CredentialTable
            credentials={list}
            kinds={kinds.data ?? []}
            mayChange={mayChange}
            onEdit={(credential) => setOpen({ what: "edit", credential })}
            onDelete={(credential) => setOpen({ what: "delete", credential })}
          />
        )}
        <MoreButton list={credentials} />
      </Card>
      {open && open.what !== "delete" && (
        <Suspense>
          <CredentialDialog
            workspace={workspace}
            kinds={kinds.data ?? []}
            credential={open.what === "edit" ? open.credential : undefined}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
      {open?.what === "delete" && (
        <DeleteCredentialDialog
          workspace={workspace}
          credential={open.credential}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Page>
  );
}
