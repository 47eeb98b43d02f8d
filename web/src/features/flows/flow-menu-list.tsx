// What can be done with one flow from the list: the menu behind the button.

import { CirclePause, CirclePlay, Download, ListChecks, Trash2 } from "lucide-react";
import { useState } from "react";
import { exportFlow, useSetPaused } from "@/api/flows";
import type { FlowSummary } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { downloadJson, fileNameOf } from "@/lib/download";
import { useNavigate } from "@/router";
import type { LazyMenuProps } from "@/ui/lazy-menu";
import { Menu, MenuDivider, MenuItem } from "@/ui/menu";
import { toast, toastProblem } from "@/ui/toast";
import { DeleteFlowDialog } from "./delete-flow";

type Props = LazyMenuProps & { flow: FlowSummary };

export default function FlowMenuList({ flow, ...menu }: Props) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const pause = usePause(flow);

  const download = () =>
    exportFlow(workspace.id, flow.id)
      .then((document) => downloadJson(document, fileNameOf(flow.name)))
      .catch(toastProblem);

  return (
    <>
      <Menu {...menu}>
        {flow.state !== "draft" && (
          <MenuItem
            icon={flow.state === "paused" ? <CirclePlay size={16} /> : <CirclePause size={16} />}
            onSelect={() => pause(flow.state !== "paused")}
          >
            {flow.state === "paused" ? "Resume" : "Pause"}
          </MenuItem>
        )}
        <MenuItem
          icon={<ListChecks size={16} />}
          onSelect={() => void navigate({ to: "/runs", search: { flow: flow.id } })}
        >
          Its runs
        </MenuItem>
        <MenuItem icon={<Download size={16} />} onSelect={() => void download()}>
          Export as a file
        </MenuItem>
        <MenuDivider />
        <MenuItem danger icon={<Trash2 size={16} />} onSelect={() => setDeleting(true)}>
          Delete
        </MenuItem>
      </Menu>
      {deleting && <DeleteFlowDialog flow={flow} onClose={() => setDeleting(false)} />}
    </>
  );
}

/** Pauses or resumes at once, with the way back in a message. */
function usePause(flow: FlowSummary) {
  const workspace = useWorkspace();
  const { mutate } = useSetPaused(workspace.id);
  const set = (paused: boolean, onSuccess?: () => void) =>
    mutate({ flow: flow.id, paused }, { onError: toastProblem, ...(onSuccess && { onSuccess }) });
  return (paused: boolean) =>
    set(paused, () =>
      toast({
        title: paused ? `${flow.name} is paused` : `${flow.name} is live again`,
        detail: paused ? "Nothing new starts; what runs is left to finish." : undefined,
        action: { label: "Undo", perform: () => set(!paused) },
      }),
    );
}
