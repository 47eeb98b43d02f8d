// Of a block that runs another flow: the run of that, or what it did within this run.

import type { Kind, Step } from "@/api/types";
import { KindIcon } from "@/canvas/KindIcon";
import { Link } from "@/router";
import { StepBadge } from "@/ui/status";
import { itemsOut } from "./words";

/** Where the other flow ran as a run of its own: the way there. */
export function CalledRun({ run }: { run: string }) {
  return (
    <p className="text-sm">
      <Link to="/runs/$run" params={{ run }} className="text-accent underline">
        Open the run of the other flow
      </Link>
    </p>
  );
}

/** Where the other flow ran within this run: its steps, and those of what it called in its turn. */
export function CalledInside({
  inside,
  kinds,
}: {
  inside: NonNullable<Step["inside"]>;
  kinds: readonly Kind[];
}) {
  return (
    <div className="flex flex-col gap-2 overflow-y-auto">
      <p className="text-sm text-ink-soft">
        <Link to="/flows/$flow" params={{ flow: inside.flow }} className="text-accent underline">
          {inside.name}
        </Link>
        {inside.version !== null && `, version ${inside.version}`} ran within this run: it neither
        reaches outside nor waits.
      </p>
      <ul aria-label={`Steps of ${inside.name}`} className="flex flex-col gap-1">
        {inside.steps.map((step) => (
          <li key={step.index} className="flex flex-col gap-1 border-l border-line pl-3">
            <span className="flex items-center gap-2 text-sm">
              <KindIcon kind={kinds.find((kind) => kind.name === step.kind)} />
              <span className="min-w-0 flex-1 truncate">{step.node_name}</span>
              <span className="text-ink-soft">
                {step.items_in} in, {itemsOut(step)} out
              </span>
              <StepBadge state={step.state} />
            </span>
            {step.inside && <CalledInside inside={step.inside} kinds={kinds} />}
          </li>
        ))}
      </ul>
    </div>
  );
}
