// The way to the first live flow, in at most four steps. It leaves by itself when
// everything is done.
import { useInfiniteQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ArrowRight, Check } from "lucide-react";
import type { ReactNode } from "react";
import { credentialsQuery } from "@/api/credentials";
import type { FlowSummary } from "@/api/types";
import { useMay, useWorkspace } from "@/api/workspace";
import { Link } from "@/router";
import { Card } from "@/ui/page";

type Step = { title: string; text: string; done: boolean; link: ReactNode };

export function SetUpSteps({
  flows,
  hasRuns,
}: {
  flows: readonly FlowSummary[];
  hasRuns: boolean;
}) {
  const workspace = useWorkspace();
  const mayBuild = useMay("editor");
  const credentials = useInfiniteQuery({ ...credentialsQuery(workspace.id), enabled: mayBuild });
  if (!mayBuild || !credentials.data) return null;

  const steps = setUpSteps(flows, hasRuns, credentials.data.length > 0);
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  return (
    <Card className="mt-8 overflow-hidden">
      <section aria-labelledby="set-up">
        <header className="flex items-center justify-between gap-4 px-5 pt-5 sm:px-6">
          <h2 id="set-up" className="font-semibold">
            Get your first flow going
          </h2>
          <p className="shrink-0 text-sm text-ink-soft tabular-nums">
            {done} of {steps.length} done
          </p>
        </header>
        <ol className="grid gap-px px-2 pt-3 pb-3 sm:grid-cols-2 sm:px-3 lg:grid-cols-4">
          {steps.map((step, index) => (
            <StepCard key={step.title} step={step} number={index + 1} />
          ))}
        </ol>
      </section>
    </Card>
  );
}

function setUpSteps(flows: readonly FlowSummary[], hasRuns: boolean, connected: boolean): Step[] {
  const first = flows[0];
  const openFlow = first ? (
    <Link to="/flows/$flow" params={{ flow: first.id }} className={LINK_CLASS}>
      Open the flow <Arrow />
    </Link>
  ) : undefined;
  return [
    {
      title: "Make a flow",
      text: "Begin with a sample that works, or with an empty canvas.",
      done: flows.length > 0,
      link: (
        <Link to="/flows" search={{ new: true }} className={LINK_CLASS}>
          New flow <Arrow />
        </Link>
      ),
    },
    {
      title: "Try it",
      text: "Run the draft and see what each step did.",
      done: hasRuns,
      link: openFlow,
    },
    {
      title: "Publish it",
      text: "From then on it starts by itself.",
      done: flows.some(({ version }) => version !== null),
      link: openFlow,
    },
    {
      title: "Connect a service",
      text: "Mail, text messages, and others; kept encrypted.",
      done: connected,
      link: (
        <Link to="/credentials" className={LINK_CLASS}>
          Add a credential <Arrow />
        </Link>
      ),
    },
  ];
}

function StepCard({ step, number }: { step: Step; number: number }) {
  return (
    <li className="flex gap-3 rounded-control p-3">
      <span
        className={clsx(
          "flex size-7 shrink-0 items-center justify-center rounded-full text-sm font-semibold",
          step.done ? "bg-good-soft text-good" : "bg-accent-soft text-accent",
        )}
      >
        {step.done ? <Check size={16} aria-label="Done" /> : number}
      </span>
      <div className="min-w-0">
        <h3 className={clsx("text-sm font-medium", step.done && "text-ink-soft")}>{step.title}</h3>
        <p className="text-sm text-ink-soft">{step.text}</p>
        {!step.done && <div className="mt-1.5">{step.link}</div>}
      </div>
    </li>
  );
}

const LINK_CLASS =
  "inline-flex min-h-6 items-center gap-1 text-sm font-medium text-accent hover:underline";

const Arrow = () => <ArrowRight size={14} aria-hidden="true" />;
