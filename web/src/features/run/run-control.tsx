// What can be done with a run that is not over: pause it, let it go on, end it.
import { Ban, Bug, CirclePause, CirclePlay, CircleStop } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useAttachRun } from "@/api/debug";
import { type Steering, useSteerRun } from "@/api/runs";
import type { RunDetail } from "@/api/types";
import { Button } from "@/ui/button";
import { toast, toastProblem } from "@/ui/toast";
import { useDebugging } from "./debugging";

const KillDialog = lazy(() => import("./kill-dialog"));

type Props = { workspace: string; run: RunDetail };

const SAID: Record<Steering, string> = {
  pause: "Nothing of the run starts until you resume it",
  resume: "The run goes on",
  cancel: "Nothing of the run starts any more",
  kill: "The run is over",
};

export function RunControl({ workspace, run }: Props) {
  const steer = useSteerRun(workspace, run.id);
  const [isKilling, setKilling] = useState(false);
  const to = (steering: Steering) =>
    steer.mutate(steering, {
      onSuccess: () => toast({ title: SAID[steering], tone: "good" }),
      onError: toastProblem,
    });
  const button = (steering: Steering, label: string, icon: ReactNode, title: string) => (
    <Button
      size="small"
      variant={steering === "cancel" || steering === "kill" ? "danger" : "secondary"}
      icon={icon}
      title={title}
      disabled={steer.isPending}
      busy={steer.isPending && steer.variables === steering}
      onClick={() => (steering === "kill" ? setKilling(true) : to(steering))}
    >
      {label}
    </Button>
  );
  if (run.status === "queued") {
    return button(
      "cancel",
      "Cancel",
      <Ban size={15} aria-hidden />,
      "It gives its turn up and never begins",
    );
  }
  const isPaused = run.status === "paused" || run.asked === "pause";
  return (
    <>
      {run.asked === "cancel" ? (
        button(
          "kill",
          "Kill",
          <CircleStop size={15} aria-hidden />,
          "End it at once and abandon what is being performed",
        )
      ) : (
        <>
          {isPaused
            ? button(
                "resume",
                "Resume",
                <CirclePlay size={15} aria-hidden />,
                "Let the run go on where it stands",
              )
            : button(
                "pause",
                "Pause",
                <CirclePause size={15} aria-hidden />,
                "What is being performed finishes; nothing else starts",
              )}
          {button(
            "cancel",
            "Cancel",
            <Ban size={15} aria-hidden />,
            "What is being performed finishes; nothing else starts, and the run ends",
          )}
          <DebugButton workspace={workspace} run={run} />
        </>
      )}
      <Suspense>
        {isKilling && (
          <KillDialog
            onClose={() => setKilling(false)}
            onConfirm={() => {
              setKilling(false);
              to("kill");
            }}
          />
        )}
      </Suspense>
    </>
  );
}

/** Stops a run at its next step, to look into it. */
function DebugButton({ workspace, run }: Props) {
  const { may, isOpen } = useDebugging(workspace, run);
  const attach = useAttachRun(workspace, run.id);
  if (!may || isOpen) return null;
  return (
    <Button
      size="small"
      icon={<Bug size={15} aria-hidden />}
      title="Let it stand still at its next step, look into it, and lead it on step by step"
      busy={attach.isPending}
      onClick={() => attach.mutate({}, { onError: toastProblem })}
    >
      Debug
    </Button>
  );
}

/** What the run is about to do, while something is still being performed. */
export function AskedNote({ run }: { run: RunDetail }) {
  if (run.status !== "running" || !run.asked) return null;
  return (
    <p
      role="status"
      className="border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn sm:px-5"
    >
      {run.asked === "pause"
        ? "The run pauses as soon as what is being performed is over."
        : "The run ends as soon as what is being performed is over."}
    </p>
  );
}
