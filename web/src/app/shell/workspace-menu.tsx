// The workspaces of the person, to switch between.

import { useMe } from "@/api/me";
import type { Workspace } from "@/api/types";
import { useNavigate } from "@/router";
import type { LazyMenuProps } from "@/ui/lazy-menu";
import { Menu, MenuChoice, MenuDivider, MenuItem, MenuLabel } from "@/ui/menu";

type Props = LazyMenuProps & { workspace: Workspace; onWorkspace(id: string): void };

export default function WorkspaceMenu({ workspace, onWorkspace, ...menu }: Props) {
  const { organisation, workspaces } = useMe();
  const navigate = useNavigate();
  const goTo = (id: string) => {
    onWorkspace(id);
    // What is open belongs to the workspace one leaves.
    void navigate({ to: "/" });
  };
  return (
    <Menu {...menu} align="start" className="w-60">
      <MenuLabel>{organisation.name}</MenuLabel>
      <MenuChoice
        value={workspace.id}
        onChange={goTo}
        options={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <MenuDivider />
      <MenuItem
        onSelect={() =>
          void navigate({ to: "/settings/$section", params: { section: "workspace" } })
        }
      >
        Workspace settings
      </MenuItem>
    </Menu>
  );
}
