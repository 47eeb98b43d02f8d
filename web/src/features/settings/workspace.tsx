// The name and the time zone of the workspace.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { timeZonesQuery } from "@/api/catalog";
import { asProblem } from "@/api/problem";
import { useMay, useWorkspace } from "@/api/workspace";
import { useChangeWorkspace } from "@/api/workspaces";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Section } from "@/ui/section";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import { NewWorkspace } from "./new-workspace";
import { RegionSection } from "./region";

export function WorkspaceSection() {
  const workspace = useWorkspace();
  return (
    <>
      <WorkspaceForm key={workspace.id} />
      <RegionSection />
      <NewWorkspace />
    </>
  );
}

function WorkspaceForm() {
  const workspace = useWorkspace();
  const mayChange = useMay("admin");
  const zones = useQuery(timeZonesQuery);
  const [name, setName] = useState(workspace.name);
  const [timeZone, setTimeZone] = useState(workspace.time_zone);
  const { mutate, error, isPending } = useChangeWorkspace(workspace.id);
  const changed = name.trim() !== workspace.name || timeZone !== workspace.time_zone;

  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate(
      { name: name.trim(), time_zone: timeZone },
      { onSuccess: () => toast({ title: "Saved", tone: "good" }) },
    );
  };

  return (
    <Section
      title="Workspace"
      description="What its flows, runs and credentials are gathered under."
    >
      <form onSubmit={save} className="flex max-w-md flex-col gap-5">
        <TextField
          label="Name"
          value={name}
          disabled={!mayChange}
          required
          maxLength={100}
          error={error ? asProblem(error).field("name") : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Time zone"
          hint="New flows keep their dates and schedules in it."
          list="time-zones"
          value={timeZone}
          disabled={!mayChange}
          required
          error={error ? asProblem(error).field("time_zone") : undefined}
          onChange={(event) => setTimeZone(event.target.value)}
        />
        <datalist id="time-zones">
          {zones.data?.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        {error && <ErrorNote error={error} shown={["name", "time_zone"]} />}
        {mayChange && (
          <Button
            type="submit"
            variant="primary"
            busy={isPending}
            disabled={!changed}
            className="self-start"
          >
            Save
          </Button>
        )}
      </form>
    </Section>
  );
}
