// Makes a flow: empty, or of a sample that works as it is.
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { type FormEvent, useState } from "react";
import { samplesQuery } from "@/api/catalog";
import { useCreateFlow } from "@/api/flows";
import { asProblem } from "@/api/problem";
import type { SampleFlow } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { useNavigate } from "@/router";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { TextField } from "@/ui/text-field";

const FORM = "new-flow";

export function NewFlowDialog({ onClose }: { onClose(): void }) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const samples = useQuery(samplesQuery);
  const [name, setName] = useState("");
  const [sample, setSample] = useState<SampleFlow>();
  const { mutate, error, isPending } = useCreateFlow(workspace.id);

  const create = (event: FormEvent) => {
    event.preventDefault();
    const named = name.trim() || sample?.title || "Untitled flow";
    const document = sample && { ...sample.document, name: named };
    mutate(
      { name: named, ...(document && { document }) },
      {
        onSuccess: (flow) =>
          void navigate({ to: "/flows/$flow", params: { flow: flow.id }, replace: true }),
      },
    );
  };

  return (
    <Dialog
      title="New flow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} variant="primary" busy={isPending}>
            Create
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={create} className="flex flex-col gap-5">
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={sample?.title ?? "Welcome new customers"}
          error={error ? asProblem(error).field("name") : undefined}
          maxLength={200}
          autoComplete="off"
        />
        <fieldset>
          <legend className="mb-2 text-sm font-medium">Begin with</legend>
          <div className="flex flex-col gap-2">
            <Choice
              title="An empty canvas"
              text="Choose what starts it, then add steps."
              checked={!sample}
              onChoose={() => setSample(undefined)}
            />
            {samples.data?.map((entry) => (
              <Choice
                key={entry.id}
                title={entry.title}
                text={entry.summary}
                checked={sample?.id === entry.id}
                onChoose={() => setSample(entry)}
              />
            ))}
          </div>
        </fieldset>
        {error && <ErrorNote error={error} shown={["name"]} />}
      </form>
    </Dialog>
  );
}

type ChoiceProps = { title: string; text: string; checked: boolean; onChoose(): void };

function Choice({ title, text, checked, onChoose }: ChoiceProps) {
  return (
    <label
      className={clsx(
        "flex cursor-pointer items-start gap-3 rounded-control border px-4 py-3 has-focus-visible:outline-2 has-focus-visible:outline-accent",
        checked ? "border-accent bg-accent-soft" : "border-line hover:bg-hover",
      )}
    >
      <input
        type="radio"
        name="begin"
        checked={checked}
        onChange={onChoose}
        className="mt-1 size-4 shrink-0 outline-none"
      />
      <span className="min-w-0">
        <span className="block text-sm font-medium">{title}</span>
        <span className="block text-sm text-ink-soft">{text}</span>
      </span>
    </label>
  );
}
