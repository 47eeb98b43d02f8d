// The workspace one is in, and the way to the others.
import { clsx } from "clsx";
import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import type { Workspace } from "@/api/types";
import { LazyMenu } from "@/ui/lazy-menu";

const load = () => import("./workspace-menu");
const WorkspaceMenu = lazy(load);

type Props = { workspace: Workspace; compact?: boolean; onWorkspace(id: string): void };

export function WorkspaceSwitch({ workspace, compact = false, onWorkspace }: Props) {
  return (
    <LazyMenu
      load={load}
      menu={(props) => <WorkspaceMenu {...props} workspace={workspace} onWorkspace={onWorkspace} />}
      button={
        <button
          type="button"
          aria-label={`Workspace ${workspace.name}`}
          className={clsx(
            "flex min-w-0 items-center gap-2.5 rounded-control border border-transparent p-1.5 text-start text-sm font-medium hover:bg-hover",
            compact ? "justify-center" : "w-full",
          )}
        >
          <WorkspaceInitial name={workspace.name} />
          {!compact && <span className="min-w-0 flex-1 truncate">{workspace.name}</span>}
          {!compact && <ChevronsUpDown size={15} aria-hidden="true" className="text-ink-faint" />}
        </button>
      }
    />
  );
}

/** The letter is drawn by the style sheet: it is a picture, not part of the name. */
function WorkspaceInitial({ name }: { name: string }) {
  return (
    <span
      data-letter={name.slice(0, 1)}
      className="flex size-7 shrink-0 items-center justify-center rounded-small bg-accent-soft text-xs font-semibold text-accent uppercase before:content-[attr(data-letter)]"
    />
  );
}
