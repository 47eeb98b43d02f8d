// When the debugger is shown for a run, and when where the run stands has changed.
import { isOver, type ShownRun } from "./live-run";

/** Whether the debugger is shown for a run. */
export function isDebugged(run: ShownRun | undefined, debugging: string | undefined): boolean {
  if (!run || isOver(run.status) || run.isDraft === false) return false;
  return run.id === debugging || (run.isDraft === true && run.status === "paused");
}

/** Changes with all that happens to a run. */
export function momentOf({ status, nodes, placed }: ShownRun): string {
  const last = placed.at(-1);
  const held = Object.keys(nodes).filter((node) => nodes[node] === "held");
  const done = Object.values(nodes).filter((state) => state === "done").length;
  return [status, done, placed.length, last?.node, last?.state, ...held].join(" ");
}
