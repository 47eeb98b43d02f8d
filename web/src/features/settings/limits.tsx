// How many runs the workspace allows: set by its owner, within what the server allows.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { limitsQuery, useSetLimits } from "@/api/limits";
import { asProblem } from "@/api/problem";
import type { RunLimits, WorkspaceLimits } from "@/api/types";
import { useMay, useWorkspace } from "@/api/workspace";
import { splitTime, wholeNumber } from "@/lib/rate";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { RateField } from "@/ui/rate-field";
import { Section } from "@/ui/section";
import { Skeleton } from "@/ui/skeleton";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";

const AT_ONCE_MOST = 10_000;

export function LimitsSection() {
  const workspace = useWorkspace();
  const limits = useQuery(limitsQuery(workspace.id));
  return (
    <Section
      title="Limits"
      description="How many runs this workspace allows, over all its flows. Runs over a limit wait for their turn; tests never do. Flows have limits of their own in their settings."
    >
      {limits.error && <ErrorNote error={limits.error} />}
      {limits.isPending && <Skeleton className="h-40 max-w-md" />}
      {limits.data && (
        <LimitsForm key={workspace.id} workspace={workspace.id} limits={limits.data} />
      )}
    </Section>
  );
}

function LimitsForm({ workspace, limits }: { workspace: string; limits: WorkspaceLimits }) {
  const mayChange = useMay("owner");
  const [own, setOwn] = useState(limits.own);
  const { mutate, error, isPending } = useSetLimits(workspace);
  const isChanged = JSON.stringify(own) !== JSON.stringify(limits.own);
  const problem = error ? asProblem(error) : undefined;

  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate(own, { onSuccess: () => toast({ title: "Saved", tone: "good" }) });
  };

  return (
    <form onSubmit={save} className="flex max-w-xl flex-col gap-5">
      <TextField
        label="Runs at once"
        hint={`A run that waits for something counts. ${told(limits.server, "at_once")}`}
        type="number"
        min={1}
        placeholder="No limit"
        disabled={!mayChange}
        error={problem?.field("at_once")}
        value={own.at_once ?? ""}
        onChange={({ target }) =>
          setOwn({ ...own, at_once: wholeNumber(target.value, AT_ONCE_MOST) ?? null })
        }
      />
      <RateField
        value={own.rate ?? undefined}
        onChange={(rate) => setOwn({ ...own, rate: rate ?? null })}
        hint={told(limits.server, "rate")}
        error={problem?.field("rate.runs") ?? problem?.field("rate.per_ms")}
        disabled={!mayChange}
      />
      {error && <ErrorNote error={error} shown={["at_once", "rate.runs", "rate.per_ms"]} />}
      {mayChange ? (
        <Button
          type="submit"
          variant="primary"
          busy={isPending}
          disabled={!isChanged}
          className="self-start"
        >
          Save
        </Button>
      ) : (
        <p className="text-sm text-ink-soft">Only an owner can change them.</p>
      )}
    </form>
  );
}

/** What the server allows each workspace, if it limits that. */
function told(server: RunLimits, what: "at_once" | "rate"): string {
  if (what === "at_once") {
    return server.at_once === null ? "" : `The server allows at most ${server.at_once}.`;
  }
  if (server.rate === null) return "";
  const { count, unit } = splitTime(server.rate.per_ms);
  return `The server allows at most ${server.rate.runs} within ${count} ${unit}.`;
}
