// What is done with a flow less often: the menu behind the button.
import { useMutation } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useSetPaused } from "@/api/flows";
import type { LazyMenuProps } from "@/ui/lazy-menu";
import { Menu, MenuDivider, MenuItem } from "@/ui/menu";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { OperationItems } from "./OperationItems";
import { useEditorState } from "./store";

const SECTIONS = [
  // In the bar there is room for these only on wider pages.
  ["editor.undo", "editor.redo"],
  ["editor.run-with", "editor.run-changed", "editor.debug"],
  ["editor.tests", "editor.versions", "editor.drop-draft", "editor.settings"],
  ["editor.import", "editor.export", "editor.export-png", "editor.export-svg"],
  ["editor.search", "editor.outline", "editor.tidy", "editor.select-all"],
  ["editor.help", "editor.tour"],
];

export default function MoreMenuList(menu: LazyMenuProps) {
  return (
    <Menu {...menu} className="w-64">
      <PauseItem />
      <OperationItems sections={SECTIONS} />
    </Menu>
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
