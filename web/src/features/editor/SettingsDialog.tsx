// How runs of the flow behave, and what the flow is for.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { timeZonesQuery } from "@/api/catalog";
import { flowsQuery } from "@/api/flows";
import type { FlowSettings } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Select, TextArea, TextField } from "@/ui/text-field";
import { Checkbox } from "@/ui/toggle";
import { useBench } from "./bench";
import { ConcurrencyFields, RateFields } from "./LimitFields";
import { useEditorState } from "./store";

const DURABILITY = [
  { value: "fast", label: "Fast: written down once, at the end" },
  { value: "durable", label: "Durable: before each effect, answer and wait" },
  { value: "strict", label: "Strict: after every node" },
];
const ON_ERROR = [
  { value: "stop", label: "The run fails" },
  { value: "continue", label: "What follows is skipped, the rest goes on" },
];

const MINUTE_MS = 60_000;

export function SettingsDialog({ onClose }: { onClose(): void }) {
  const { editor } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const document = useEditorState((state) => state.document);
  const [settings, setSettings] = useState(document.settings);
  const [description, setDescription] = useState(document.description ?? "");
  const change = (changes: Partial<FlowSettings>) => setSettings({ ...settings, ...changes });
  const finish = () => {
    editor.perform({
      type: "all",
      commands: [
        { type: "set_settings", settings },
        { type: "set_flow", description: description.trim() || null },
      ],
    });
    onClose();
  };
  return (
    <Dialog
      title="Flow settings"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!mayEdit} onClick={finish}>
            Apply
          </Button>
        </>
      }
    >
      <fieldset disabled={!mayEdit} className="grid gap-5">
        <TextArea
          label="What this flow is for"
          rows={2}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <TimeZone value={settings.time_zone} onChange={(time_zone) => change({ time_zone })} />
        <Select
          label="When a node fails"
          hint="For nodes that have no arrow for errors and no setting of their own."
          value={settings.on_error}
          options={ON_ERROR}
          onChange={(event) => change({ on_error: event.target.value as FlowSettings["on_error"] })}
        />
        <ErrorFlow
          value={settings.error_flow}
          onChange={(error_flow) => {
            const { error_flow: _, ...rest } = settings;
            setSettings(error_flow ? { ...rest, error_flow } : rest);
          }}
        />
        <Checkbox
          label="Undo what was done when a run fails"
          hint="The blocks named for that in the settings of others run, the latest work first."
          checked={settings.compensate === true}
          onChange={(compensate) => {
            const { compensate: _, ...rest } = settings;
            setSettings(compensate ? { ...rest, compensate } : rest);
          }}
        />
        <Checkbox
          label="An arrow without items counts as skipped"
          hint="A block no items come to does not run."
          checked={settings.skip_empty === true}
          onChange={(skip_empty) => {
            const { skip_empty: _, ...rest } = settings;
            setSettings(skip_empty ? { ...rest, skip_empty } : rest);
          }}
        />
        <Checkbox
          label="Publish only while all tests pass"
          hint="Otherwise a failing test warns, and the flow can be published all the same."
          checked={settings.tests_must_pass === true}
          onChange={(tests_must_pass) => {
            const { tests_must_pass: _, ...rest } = settings;
            setSettings(tests_must_pass ? { ...rest, tests_must_pass } : rest);
          }}
        />
        <ConcurrencyFields
          value={settings.concurrency}
          onChange={(concurrency) => {
            const { concurrency: _, ...rest } = settings;
            setSettings(concurrency ? { ...rest, concurrency } : rest);
          }}
        />
        <RateFields
          value={settings.rate}
          onChange={(rate) => {
            const { rate: _, ...rest } = settings;
            setSettings(rate ? { ...rest, rate } : rest);
          }}
        />
        <Select
          label="How often progress is written down"
          value={settings.durability}
          options={DURABILITY}
          onChange={(event) =>
            change({ durability: event.target.value as FlowSettings["durability"] })
          }
        />
        <TimeLimit
          value={settings.timeout_ms}
          onChange={(timeout_ms) => {
            const { timeout_ms: _, ...rest } = settings;
            setSettings(timeout_ms === undefined ? rest : { ...rest, timeout_ms });
          }}
        />
      </fieldset>
    </Dialog>
  );
}

function TimeZone({ value, onChange }: { value: string; onChange(zone: string): void }) {
  const { data = [] } = useQuery(timeZonesQuery);
  const zones = data.includes(value) ? data : [value, ...data];
  return (
    <Select
      label="Time zone"
      hint="Dates and schedules of this flow are in this zone."
      value={value}
      options={zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type ErrorFlowProps = { value: string | undefined; onChange(flow: string): void };

function ErrorFlow({ value = "", onChange }: ErrorFlowProps) {
  const { workspace, flow } = useBench();
  const { data = [] } = useInfiniteQuery(flowsQuery(workspace));
  const others = data
    .filter(({ id }) => id !== flow)
    .map(({ id, name }) => ({ value: id, label: name }));
  const isListed = value === "" || others.some((other) => other.value === value);
  return (
    <Select
      label="When a run fails, start"
      hint="A flow that begins with a trigger for failures. It is told what went wrong."
      value={value}
      options={[
        { value: "", label: "Nothing" },
        ...(isListed ? [] : [{ value, label: "A flow that is not in the list" }]),
        ...others,
      ]}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type TimeLimitProps = { value: number | undefined; onChange(timeout_ms: number | undefined): void };

function TimeLimit({ value, onChange }: TimeLimitProps) {
  return (
    <TextField
      label="Time limit of a run, in minutes"
      hint="A run that takes longer fails. Leave it empty for no limit."
      type="number"
      min={1}
      value={value === undefined ? "" : value / MINUTE_MS}
      onChange={({ target }) => {
        const minutes = Number(target.value);
        onChange(minutes > 0 ? Math.round(minutes * MINUTE_MS) : undefined);
      }}
    />
  );
}
