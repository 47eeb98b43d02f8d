// Home: what happened, what needs a person, and the way to the first live flow.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { flowsQuery } from "@/api/flows";
import { useLiveRefresh } from "@/api/live-refresh";
import { useMe } from "@/api/me";
import { runsQuery } from "@/api/runs";
import { useWorkspace } from "@/api/workspace";
import { ErrorState } from "@/ui/error-state";
import { Card, useTitle } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { Attention } from "./attention";
import { LatestRuns } from "./latest-runs";
import { SetUpSteps } from "./set-up-steps";
import { summarySentences } from "./summary";

const WEEK_MS = 7 * 24 * 3_600_000;
const FLOWS_MAXIMUM = 200;
const RUNS_SHOWN = 8;

export function HomePage() {
  const workspace = useWorkspace();
  const { user } = useMe();
  const [since] = useState(() => Date.now() - WEEK_MS);
  const flows = useInfiniteQuery(flowsQuery(workspace.id, { limit: FLOWS_MAXIMUM }));
  const latest = useInfiniteQuery(runsQuery(workspace.id, {}, RUNS_SHOWN));
  const attention = useInfiniteQuery(
    runsQuery(workspace.id, { status: ["failed", "in_doubt"], from: since }, FLOWS_MAXIMUM),
  );
  useTitle("Home");
  useLiveRefresh(workspace.id);

  const failed = flows.error ?? latest.error ?? attention.error;
  if (failed) {
    const retry = () => void [flows, latest, attention].map((query) => query.refetch());
    return <ErrorState error={failed} onRetry={retry} />;
  }
  // Tests fail while one builds; they need nobody.
  const needing = attention.data?.filter(({ mode }) => mode !== "test");

  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-8 pb-16 sm:px-8 sm:pt-12">
      <h1 className="text-2xl font-semibold tracking-tight">
        {greeting(new Date().getHours())}, {user.name.split(" ")[0]}
      </h1>
      {flows.data && needing ? (
        <p className="mt-2 max-w-2xl text-lg text-ink-soft">
          {summarySentences(flows.data, needing.length).join(" ")}
        </p>
      ) : (
        <div
          role="status"
          aria-label="Loading what happened"
          className="mt-3 flex max-w-xl flex-col gap-2"
        >
          <Skeleton />
          <Skeleton className="w-2/3" />
        </div>
      )}
      {flows.data && latest.data && (
        <SetUpSteps flows={flows.data} hasRuns={latest.data.length > 0} />
      )}
      <div className="mt-8 grid gap-6 lg:grid-cols-2">
        <Card className="overflow-hidden">
          <Attention runs={needing} />
        </Card>
        <Card className="overflow-hidden">
          <LatestRuns runs={latest.data} />
        </Card>
      </div>
    </div>
  );
}

function greeting(hour: number): string {
  if (hour < 5) return "Good night";
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}
