// The editor of a flow: loads it, then hands over to the workbench.
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, useMemo, useState } from "react";
import { kindsQuery } from "@/api/catalog";
import { flowQuery } from "@/api/flows";
import { Kinds } from "@/graph";
import type { NodePanelProps } from "@/graph/panel";
import { Link } from "@/router";
import { ErrorState } from "@/ui/error-state";
import { EditorSkeleton } from "./EditorSkeleton";
import { EditorWorkbench } from "./EditorWorkbench";

export type EditorPageProps = {
  workspace: string;
  flow: string;
  /** Drawn for the chosen node; handed over by app/. */
  NodePanel: ComponentType<NodePanelProps>;
};

/** The page is on its way no longer than this. */
const ON_THE_WAY_MS = 1_000;

export function EditorPage({ workspace, flow, NodePanel }: EditorPageProps) {
  const kinds = useQuery(kindsQuery);
  // Always the draft as it is now, never one kept from an earlier visit; what was asked
  // for on the way here is as good.
  const [openedAt] = useState(() => Date.now() - ON_THE_WAY_MS);
  const detail = useQuery({
    ...flowQuery(workspace, flow),
    refetchOnMount: ({ state }) => (state.dataUpdatedAt < openedAt ? "always" : false),
  });
  const isFresh = detail.dataUpdatedAt >= openedAt;
  const table = useMemo(() => kinds.data && new Kinds(kinds.data), [kinds.data]);
  const error = detail.isLoadingError ? detail.error : kinds.error;
  if (error) {
    const retry = () => void Promise.all([detail.refetch(), kinds.refetch()]);
    return (
      <div className="flex h-full flex-col items-center justify-center">
        <ErrorState error={error} onRetry={retry} />
        <Link to="/flows" className="text-sm text-accent underline underline-offset-4">
          All flows
        </Link>
      </div>
    );
  }
  if (!detail.data || !isFresh || !table) return <EditorSkeleton />;
  return (
    <EditorWorkbench
      workspace={workspace}
      flow={flow}
      detail={detail.data}
      kinds={table}
      NodePanel={NodePanel}
    />
  );
}
