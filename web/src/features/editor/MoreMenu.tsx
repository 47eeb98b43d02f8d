// What is done with a flow less often.
import { useMutation } from "@tanstack/react-query";
import { MoreHorizontal, Pause, Play } from "lucide-react";
import { useSetPaused } from "@/api/flows";
import { IconButton } from "@/ui/button";
import { Menu, MenuDivider, MenuItem } from "@/ui/menu";
import { toast, toastProblem } from "@/ui/toast";
import { useBench, useOperation } from "./bench";
import { useEditorState } from "./store";

const SECTIONS = [
  ["editor.run-with", "editor.versions", "editor.settings"],
  ["editor.import", "editor.export"],
  ["editor.tidy", "editor.find", "editor.select-all"],
];

export function MoreMenu() {
  return (
    <Menu
      className="w-64"
      trigger={<IconButton label="More" icon={<MoreHorizontal size={18} aria-hidden="true" />} />}
    >
      <PauseItem />
      {SECTIONS.map((ids, index) => (
        <div key={ids[0]}>
          {index > 0 && <MenuDivider />}
          {ids.map((id) => (
            <OperationItem key={id} id={id} />
          ))}
        </div>
      ))}
    </Menu>
  );
}

export function OperationItem({ id }: { id: string }) {
  const { label, icon: Icon, shortcut, enabled, perform } = useOperation(id);
  const isEnabled = useEditorState(enabled);
  return (
    <MenuItem
      icon={Icon ? <Icon size={16} aria-hidden="true" /> : <span className="block w-4" />}
      {...(shortcut ? { shortcut } : {})}
      disabled={!isEnabled}
      onSelect={perform}
    >
      {label}
    </MenuItem>
  );
}

function PauseItem() {
  const { workspace, flow, editor } = useBench();
  const facts = useEditorState((state) => state.facts);
  const mayEdit = useEditorState((state) => state.mayEdit);
  const setPaused = useSetPaused(workspace);
  const change = useMutation({
    mutationFn: (paused: boolean) => setPaused.mutateAsync({ flow, paused }),
    onSuccess: ({ state }) => {
      editor.setFacts({ ...editor.state.facts, state });
      const isPaused = state === "paused";
      toast({
        title: isPaused ? "The flow is paused" : "The flow is live again",
        detail: isPaused ? "It starts no new runs. Runs on their way go on." : undefined,
        tone: "good",
        action: { label: "Undo", perform: () => change.mutate(!isPaused) },
      });
    },
    onError: toastProblem,
  });
  if (facts.state === "draft" || !mayEdit) return null;
  const isPaused = facts.state === "paused";
  const Icon = isPaused ? Play : Pause;
  return (
    <>
      <MenuItem
        icon={<Icon size={16} aria-hidden="true" />}
        disabled={change.isPending}
        onSelect={() => change.mutate(!isPaused)}
      >
        {isPaused ? "Resume the flow" : "Pause the flow"}
      </MenuItem>
      <MenuDivider />
    </>
  );
}
