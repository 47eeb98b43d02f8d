// The processes of the server, how much they have to do, and how runs fare.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type GoneWorker, type Worker, type Workers, workersQuery } from "@/api/workers";
import { useWorkspace } from "@/api/workspace";
import { count, duration } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/section";
import { SkeletonRows } from "@/ui/skeleton";
import { RelativeTime } from "@/ui/time";
import { carrierWords, failureShare, roleWords } from "./worker-words";

export default function WorkersSection() {
  const workspace = useWorkspace();
  const { data, error, isPending, refetch } = useQuery(workersQuery(workspace.id));
  if (isPending) return <SkeletonRows label="Loading the workers" />;
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Section
        title="Workers"
        description={
          data.shared
            ? "The processes that share this server's database. When one dies, the others take over its runs."
            : "One process does everything. With a PostgreSQL database several can share the work."
        }
        flush
      >
        <ul className="divide-y divide-line">
          {data.workers.map((worker) => (
            <WorkerRow key={worker.id ?? "only"} worker={worker} />
          ))}
        </ul>
      </Section>
      <QueueSection data={data} />
      <RecentSection recent={data.recent} />
      {data.gone.length > 0 && <GoneSection gone={data.gone} />}
    </>
  );
}

const STATES: Record<Worker["state"], { tone: Tone; label: string }> = {
  alive: { tone: "good", label: "Alive" },
  draining: { tone: "busy", label: "Ending" },
  late: { tone: "bad", label: "Not heard of" },
};

function WorkerRow({ worker }: { worker: Worker }) {
  const { tone, label } = STATES[worker.state];
  return (
    <li className="px-5 py-3 text-sm sm:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 truncate font-medium">
          {worker.host ? `${worker.host} · ` : ""}process {worker.process}
        </p>
        <Badge tone={tone}>{label}</Badge>
      </div>
      <p className="text-ink-soft">
        {roleWords(worker.role)} Version {worker.version}
        {worker.started_at !== null && (
          <>
            , started <RelativeTime at={worker.started_at} />
          </>
        )}
        {worker.seen_at !== null && (
          <>
            , seen <RelativeTime at={worker.seen_at} />
          </>
        )}
        .
      </p>
      <Carriers worker={worker} />
      <Figures>
        <Figure label="Open runs" value={count(worker.runs_owned)} />
        <Figure label="In memory" value={count(worker.runs_in_memory)} />
        <Figure label="Asleep" value={count(worker.runs_asleep)} />
        <Figure label="Queued" value={count(worker.runs_queued)} />
        <Figure
          label="Steps outside"
          value={`${count(worker.steps)} of ${count(worker.steps_at_most)}`}
        />
      </Figures>
    </li>
  );
}

function Carriers({ worker }: { worker: Worker }) {
  const words = carrierWords(worker.carriers);
  if (!words) return null;
  return (
    <p className={words.degraded ? "text-bad" : "text-ink-soft"}>
      {words.degraded && <span className="font-medium">Degraded: </span>}
      {words.text}
    </p>
  );
}

function QueueSection({ data: { queue, shared } }: { data: Workers }) {
  const waiting = queue.by_status;
  return (
    <Section title="Open runs" description="Of all workspaces of this server.">
      <Figures>
        <Figure label="Queued" value={count(waiting.queued ?? 0)} />
        <Figure label="Running" value={count(waiting.running ?? 0)} />
        <Figure label="Waiting" value={count(waiting.waiting ?? 0)} />
        <Figure label="Paused" value={count(waiting.paused ?? 0)} />
        <Figure label="In doubt" value={count(waiting.in_doubt ?? 0)} />
        {shared && <Figure label="Of no worker" value={count(queue.unowned)} />}
        {shared && <Figure label="Questions under way" value={count(queue.inbox)} />}
      </Figures>
    </Section>
  );
}

function RecentSection({ recent }: { recent: Workers["recent"] }) {
  const time = (ms: number | null) => (ms === null ? "–" : duration(ms));
  return (
    <Section
      title="Runs that ended"
      description={`The newest ${count(recent.runs)} of this workspace.`}
    >
      <Figures>
        <Figure label="Failed" value={failureShare(recent)} />
        <Figure label="Half took at most" value={time(recent.median_ms)} />
        <Figure label="19 of 20 at most" value={time(recent.slow_ms)} />
      </Figures>
    </Section>
  );
}

function GoneSection({ gone }: { gone: GoneWorker[] }) {
  return (
    <Section title="Gone in the last hour" flush>
      <ul className="divide-y divide-line">
        {gone.map((worker) => (
          <li
            key={worker.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-3 text-sm sm:px-6"
          >
            <p className="min-w-0 text-ink-soft">
              <span className="font-medium text-ink">
                {worker.host} · process {worker.process}
              </span>
              , <RelativeTime at={worker.gone_at} />
              {worker.taken_over ? "; its runs were taken over" : "; its runs are being taken over"}
            </p>
            <Badge tone={worker.crashed ? "bad" : "neutral"}>
              {worker.crashed ? "Lost" : "Ended"}
            </Badge>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Figures({ children }: { children: ReactNode }) {
  return <dl className="mt-1 flex flex-wrap gap-x-6 gap-y-2">{children}</dl>;
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-24">
      <dt className="text-xs text-ink-soft">{label}</dt>
      <dd className="text-sm font-medium tabular-nums">{value}</dd>
    </div>
  );
}
