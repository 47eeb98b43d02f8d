// When schedules are due next, told by the code that follows them.

import { post } from "./client";

export type SchedulePreview = {
  time_zone_problem?: string;
  line_problems: string[];
  times: { at: number; local: string; line: number; is_moved: boolean }[];
  clock_change?: { at: number; from: string; to: string };
};

export const previewSchedule = (
  lines: readonly string[],
  time_zone: string,
  count: number,
  signal: AbortSignal,
) => post<SchedulePreview>("/schedules/preview", { lines, time_zone, count }, { signal });
