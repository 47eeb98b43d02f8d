// What may stand after the `?` of a page. Anything else is dropped, so that a
// mistyped link still opens.
import type { FlowState, RunMode, RunStatus } from "@/api/types";
import { FLOW_STATES, RUN_MODES, RUN_RANGES, RUN_STATUSES, type RunRange } from "@/lib/filters";

type Given = Record<string, unknown>;

export type FlowsSearch = { search?: string; state?: FlowState; new?: true };
export type RunsSearch = {
  search?: string;
  flow?: string;
  status?: RunStatus[];
  mode?: RunMode;
  range?: RunRange;
};

export function flowsSearch(given: Given): FlowsSearch {
  const state = oneOf(FLOW_STATES, given.state);
  return {
    ...text("search", given.search),
    ...(state && { state }),
    ...(given.new === true && { new: true }),
  };
}

export function runsSearch(given: Given): RunsSearch {
  const mode = oneOf(RUN_MODES, given.mode);
  const range = oneOf(RUN_RANGES, given.range);
  const listed = Array.isArray(given.status) ? given.status : [given.status];
  const status = RUN_STATUSES.filter((entry) => listed.includes(entry));
  return {
    ...text("search", given.search),
    ...text("flow", given.flow),
    ...(status.length > 0 && { status }),
    ...(mode && { mode }),
    ...(range && { range }),
  };
}

function oneOf<T>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((entry) => entry === value);
}

function text<Name extends string>(name: Name, value: unknown): { [N in Name]?: string } {
  const given = typeof value === "number" ? String(value) : value;
  return typeof given === "string" && given !== ""
    ? ({ [name]: given } as { [N in Name]?: string })
    : {};
}
