// The head of the page on phones: workspace, search, account.
import { Search } from "lucide-react";
import type { Workspace } from "@/api/types";
import { IconButton } from "@/ui/button";
import { Account } from "./account";
import { openOverlay } from "./overlay";
import { WorkspaceSwitch } from "./workspace-switch";

type Props = { workspace: Workspace; onWorkspace(id: string): void };

export function TopBar({ workspace, onWorkspace }: Props) {
  return (
    <header className="flex items-center gap-1 border-b border-line bg-surface px-3 py-1.5 md:hidden">
      <div className="min-w-0 flex-1">
        <WorkspaceSwitch workspace={workspace} onWorkspace={onWorkspace} />
      </div>
      <IconButton
        label="Search and commands"
        size="medium"
        icon={<Search size={18} aria-hidden="true" />}
        onClick={() => openOverlay("palette")}
      />
      <Account compact />
    </header>
  );
}
