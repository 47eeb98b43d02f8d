// Begins a run again from one of its steps: performed anew, or with items somebody
// says it gave.

import { StepForward } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { RunDetail, Step, StepDetail } from "@/api/types";
import { Button } from "@/ui/button";
import { isActive } from "./words";

const GoOnDialog = lazy(() => import("./go-on-dialog"));

export type GoOnProps = {
  workspace: string;
  run: RunDetail;
  step: Step;
  detail: StepDetail | undefined;
  ports: readonly { name: string; title: string }[];
};

/** Only outside of boxes, which start over as a whole, and when the run is over. */
export function mayGoOnFrom(run: RunDetail, step: Step): boolean {
  return !isActive(run.status) && step.frame === 0 && step.kind !== "";
}

export function GoOnButton(props: GoOnProps) {
  const [isOpen, setOpen] = useState(false);
  if (!mayGoOnFrom(props.run, props.step) || !props.detail) return null;
  return (
    <>
      <Button
        size="small"
        icon={<StepForward size={15} aria-hidden />}
        title="A new run that keeps what was done before this step"
        onClick={() => setOpen(true)}
      >
        Go on from here
      </Button>
      <Suspense>{isOpen && <GoOnDialog {...props} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
