// How the states of runs, steps and flows are named and coloured everywhere.
import {
  Ban,
  CircleCheck,
  CircleHelp,
  CirclePause,
  CircleX,
  Clock,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  PencilLine,
  Radio,
  RotateCw,
  SkipForward,
} from "lucide-react";
import type { FlowState, RunMode, RunStatus, StepState } from "@/api/types";
import { Badge, type Tone } from "./badge";

export type StatusLook = { label: string; tone: Tone; icon: LucideIcon; turning?: boolean };

export const RUN_STATUS: Record<RunStatus, StatusLook> = {
  queued: { label: "Queued", tone: "neutral", icon: Hourglass },
  running: { label: "Running", tone: "busy", icon: LoaderCircle, turning: true },
  waiting: { label: "Waiting", tone: "warn", icon: Clock },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
  succeeded: { label: "Succeeded", tone: "good", icon: CircleCheck },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
  cancelled: { label: "Cancelled", tone: "neutral", icon: Ban },
  in_doubt: { label: "In doubt", tone: "doubt", icon: CircleHelp },
};

export const STEP_STATE: Record<StepState, StatusLook> = {
  running: RUN_STATUS.running,
  waiting: RUN_STATUS.waiting,
  done: { label: "Done", tone: "good", icon: CircleCheck },
  failed: RUN_STATUS.failed,
  skipped: { label: "Skipped", tone: "neutral", icon: SkipForward },
  cancelled: RUN_STATUS.cancelled,
  in_doubt: RUN_STATUS.in_doubt,
  retrying: { label: "Trying again", tone: "warn", icon: RotateCw },
  held: { label: "Held", tone: "warn", icon: CirclePause },
};

export const FLOW_STATE: Record<FlowState, StatusLook> = {
  draft: { label: "Draft", tone: "neutral", icon: PencilLine },
  live: { label: "Live", tone: "good", icon: Radio },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
};

/** What started a run, in words. */
export const RUN_MODE: Record<RunMode, string> = {
  webhook: "Webhook",
  manual: "By hand",
  schedule: "Schedule",
  error: "Error of another flow",
  test: "Test",
  job: "Queued job",
  retry: "Retry",
  flow: "Another flow",
  event: "An event",
};

export const RunBadge = ({ status }: { status: RunStatus }) => <Look {...RUN_STATUS[status]} />;
export const StepBadge = ({ state }: { state: StepState }) => <Look {...STEP_STATE[state]} />;
export const FlowBadge = ({ state }: { state: FlowState }) => <Look {...FLOW_STATE[state]} />;

function Look({ label, tone, icon: Icon, turning }: StatusLook) {
  return (
    <Badge
      tone={tone}
      icon={<Icon size={13} aria-hidden="true" className={turning ? "animate-turn" : undefined} />}
    >
      {label}
    </Badge>
  );
}
