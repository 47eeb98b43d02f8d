// Why a run failed, in plain words, with what to do about it.

import { RotateCw, TriangleAlert } from "lucide-react";
import { useRetryRun } from "@/api/runs";
import type { RunDetail } from "@/api/types";
import { Message } from "@/form";
import { useNavigate } from "@/router";
import { Button } from "@/ui/button";
import { toastProblem } from "@/ui/toast";
import { troubleOf } from "./words";

type Props = { workspace: string; run: RunDetail };

export function TroubleNote({ run }: Props) {
  const trouble = troubleOf(run);
  if (!trouble) return null;
  return (
    <section
      aria-label="What went wrong"
      className="flex gap-3 border-b border-line bg-bad-soft px-4 py-3 sm:px-5"
    >
      <TriangleAlert size={20} aria-hidden className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0 text-sm">
        <p className="text-base font-semibold text-bad">{trouble.title}</p>
        <p className="text-ink wrap-anywhere">
          <Message text={trouble.message} />
        </p>
        <p className="text-ink-soft">
          <Message text={[trouble.reason, trouble.hint].filter(Boolean).join(" ")} />
        </p>
      </div>
    </section>
  );
}

/** A new run that keeps what was done and goes on from where it failed. */
export function RetryButton({ workspace, run }: Props) {
  const navigate = useNavigate();
  const retry = useRetryRun(workspace);
  const start = () =>
    retry.mutate(
      { run: run.id },
      {
        onSuccess: (next) => void navigate({ to: "/runs/$run", params: { run: next.run } }),
        onError: toastProblem,
      },
    );
  return (
    <Button
      size="small"
      variant="primary"
      icon={<RotateCw size={15} aria-hidden />}
      busy={retry.isPending}
      title="A new run that keeps what was done and goes on from where it failed"
      onClick={start}
    >
      Retry
    </Button>
  );
}
