// Looking for a fault: where a test stops, and a test that stops at once.
import { Bug, CircleDot, CircleHelp, FastForward, Pin, StepForward } from "lucide-react";
import { nodeOf } from "@/graph";
import { chosenArrow, setBreakpoint, toggleArrowStop } from "../breakpoints";
import { isTestOver } from "../live-run";
import type { EditorState } from "../store";
import { mayEdit, type Operation, onActiveToEdit, type Workbench } from "./operation";

export function debugOperations({
  editor,
  debug,
  runTo,
  runChanged,
  pin,
}: Workbench): readonly Operation[] {
  const active = () => editor.state.active ?? "";
  return [
    {
      id: "editor.breakpoint",
      label: "Set or remove a breakpoint",
      group: "Debug",
      icon: CircleDot,
      shortcut: "F9",
      keys: "canvas",
      enabled: mayStopAtActive,
      perform: () => {
        const arrow = chosenArrow(editor.state);
        const { breakpoints } = editor.state;
        if (arrow !== undefined) return toggleArrowStop(editor, arrow);
        setBreakpoint(editor, active(), breakpoints[active()] === undefined ? "" : undefined);
      },
    },
    {
      id: "editor.breakpoint-if",
      label: "Stop here only if…",
      group: "Debug",
      icon: CircleHelp,
      shortcut: "shift+F9",
      keys: "canvas",
      enabled: mayStopAtActive,
      perform: () => {
        const edge = chosenArrow(editor.state);
        if (edge === undefined) editor.show({ type: "breakpoint", node: active() });
        else editor.show({ type: "arrow-stop", edge });
      },
    },
    {
      id: "editor.pin",
      label: "Pin what it gave, or unpin",
      group: "Debug",
      icon: Pin,
      shortcut: "p",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: pin,
    },
    {
      id: "editor.run-to",
      label: "Run to here",
      group: "Debug",
      icon: StepForward,
      shortcut: "shift+enter",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: () => runTo(active()),
    },
    {
      id: "editor.run-changed",
      label: "Run what has changed",
      group: "Debug",
      icon: FastForward,
      shortcut: "mod+enter",
      keys: "page",
      enabled: ({ mayEdit, run }) => mayEdit && isTestOver(run),
      perform: runChanged,
    },
    {
      id: "editor.debug",
      label: "Test step by step",
      group: "Debug",
      icon: Bug,
      shortcut: "mod+shift+e",
      keys: "page",
      enabled: mayEdit,
      perform: debug,
    },
  ];
}

/** A run begins at its trigger, so it stops before what follows. */
function mayStopAtActive(state: EditorState): boolean {
  const { document, kinds, active = "", mayEdit } = state;
  if (chosenArrow(state) !== undefined) return mayEdit;
  const node = nodeOf(document, active);
  return mayEdit && node !== undefined && kinds.of(node)?.role !== "trigger";
}
