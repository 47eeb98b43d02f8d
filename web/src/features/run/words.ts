// What became of a run, in plain words: what happened, why, what to do.

import type { RunDetail, Step, StepError } from "@/api/types";

const REASON: Record<StepError["class"], string> = {
  transient: "It may go away by itself, but it did not within the attempts the node allows.",
  permanent: "Trying again will not help until something is changed.",
  cancelled: "It was stopped before it was done.",
  in_doubt: "The request left and no answer came: it may have happened or not.",
};

export interface Trouble {
  node: string;
  /** What happened. */
  title: string;
  message: string;
  /** Why, in general. */
  reason: string;
  /** What to do. */
  hint: string;
  step: Step | undefined;
}

/** Why a run failed; undefined if it did not. */
export function troubleOf(run: Pick<RunDetail, "error" | "status" | "steps">): Trouble | undefined {
  if (run.status !== "failed") return undefined;
  const step = run.steps.findLast(
    (one) => one.state === "failed" && (run.error === null || one.node === run.error.node),
  );
  const name = run.error?.node_name ?? step?.node_name;
  const error = step?.error;
  return {
    node: run.error?.node ?? step?.node ?? "",
    title: name ? `“${name}” did not work` : "The run did not work",
    message: error?.message ?? run.error?.message ?? "The server does not say why.",
    reason: error ? REASON[error.class] : "",
    hint: error?.hint ?? "",
    step,
  };
}

/** The steps nobody can know the end of, each node and frame once. */
export function stepsInDoubt(steps: readonly Step[]): Step[] {
  const last = new Map<string, Step>();
  for (const step of steps) last.set(`${step.node}/${step.frame}`, step);
  return [...last.values()].filter((step) => step.state === "in_doubt");
}

/** Whether anything can still happen to a run. */
export function isActive(status: RunDetail["status"]): boolean {
  return !["succeeded", "failed", "cancelled"].includes(status);
}

/** How many items a step gave, over all its ports. */
export function itemsOut(step: Pick<Step, "items_out">): number {
  return Object.values(step.items_out).reduce((sum, items) => sum + items, 0);
}
