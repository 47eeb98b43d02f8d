// The values lists can be narrowed by.
import type { FlowState, RunMode, RunStatus } from "@/api/types";

export const FLOW_STATES: readonly FlowState[] = ["live", "paused", "draft"];
export const RUN_STATUSES: readonly RunStatus[] = [
  "queued",
  "running",
  "waiting",
  "paused",
  "succeeded",
  "failed",
  "in_doubt",
  "cancelled",
];
export const RUN_MODES: readonly RunMode[] = [
  "webhook",
  "schedule",
  "manual",
  "test",
  "job",
  "retry",
  "flow",
  "event",
  "error",
];

/** How far back a list of runs goes. */
export type RunRange = "hour" | "day" | "week" | "month";
export const RUN_RANGES: readonly RunRange[] = ["hour", "day", "week", "month"];
