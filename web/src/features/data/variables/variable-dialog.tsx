// Makes or changes a variable.
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { flowsQuery } from "@/api/flows";
import { asProblem } from "@/api/problem";
import {
  useChangeVariable,
  useCreateVariable,
  type Variable,
  type VariableScope,
} from "@/api/variables";
import { useMay } from "@/api/workspace";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Field } from "@/ui/field";
import { Input, TextAreaInput } from "@/ui/input";
import { Segments } from "@/ui/segments";
import { Select, TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import { kindOf, readValue, textOf, VALUE_KINDS, type ValueKind } from "./value";

const FORM = "variable";
const SHOWN = ["name", "value", "flow", "description"];

type Props = { workspace: string; variable?: Variable | undefined; onClose(): void };

export function VariableDialog({ workspace, variable, onClose }: Props) {
  const [name, setName] = useState(variable?.name ?? "");
  const [kind, setKind] = useState<ValueKind>(variable ? kindOf(variable.value) : "text");
  const [text, setText] = useState(variable ? textOf(variable.value) : "");
  const [description, setDescription] = useState(variable?.description ?? "");
  const [owner, setOwner] = useState<string>(variable?.flow ?? variable?.scope ?? "workspace");
  const [wrong, setWrong] = useState<string>();
  const create = useCreateVariable(workspace);
  const change = useChangeVariable(workspace, variable?.id ?? "");
  const first = useFirstFocus<HTMLInputElement>();
  const { error, isPending } = variable ? change : create;
  const problem = error ? asProblem(error) : undefined;

  const save = (event: FormEvent) => {
    event.preventDefault();
    const read = readValue(kind, text);
    if ("error" in read) return setWrong(read.error);
    setWrong(undefined);
    const given = { name: name.trim(), value: read.value, description: description.trim() };
    const done = {
      onSuccess: () => {
        toast({ title: variable ? `${given.name} is saved` : `${given.name} is made` });
        onClose();
      },
    };
    if (variable) change.mutate(given, done);
    else create.mutate({ ...given, ...ownerOf(owner) }, done);
  };

  return (
    <Dialog
      title={variable ? `Variable ${variable.name}` : "New variable"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} variant="primary" busy={isPending}>
            {variable ? "Save" : "Create"}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={save} className="flex flex-col gap-5">
        <Field
          label="Name"
          hint={
            <>
              Fields use it as{" "}
              <code className="font-mono text-ink">{`{{ $vars.${name.trim() || "name"} }}`}</code>
            </>
          }
          error={problem?.field("name")}
        >
          {(control) => (
            <Input
              {...control}
              ref={first}
              value={name}
              required
              maxLength={64}
              placeholder="region"
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {!variable && (
          <OwnerField
            workspace={workspace}
            value={owner}
            error={problem?.field("flow")}
            onChange={setOwner}
          />
        )}
        <Field
          label="Value"
          error={wrong ?? problem?.field("value")}
          aside={
            <Segments
              label="What the value is"
              value={kind}
              options={VALUE_KINDS}
              onChange={(next) => {
                setKind(next);
                setWrong(undefined);
                if (next === "boolean" && text !== "true") setText("false");
              }}
            />
          }
        >
          {(control) =>
            kind === "boolean" ? (
              <select
                {...control}
                value={text}
                onChange={(event) => setText(event.target.value)}
                className="h-10 w-full rounded-control border border-line-strong/60 bg-surface px-3"
              >
                <option value="true">Yes (true)</option>
                <option value="false">No (false)</option>
              </select>
            ) : (
              <TextAreaInput
                {...control}
                rows={kind === "json" ? 7 : 2}
                value={text}
                inputMode={kind === "number" ? "decimal" : undefined}
                spellCheck={kind === "text"}
                className={kind === "text" ? "" : "font-mono text-sm!"}
                onChange={(event) => setText(event.target.value)}
              />
            )
          }
        </Field>
        <TextField
          label="What it is for"
          value={description}
          maxLength={500}
          placeholder="Optional"
          error={problem?.field("description")}
          onChange={(event) => setDescription(event.target.value)}
        />
        {error && <ErrorNote error={error} shown={SHOWN} />}
      </form>
    </Dialog>
  );
}

type OwnerProps = {
  workspace: string;
  value: string;
  error: string | undefined;
  onChange(owner: string): void;
};

function OwnerField({ workspace, value, error, onChange }: OwnerProps) {
  const isOwner = useMay("owner");
  const flows = useInfiniteQuery(flowsQuery(workspace, {}));
  const options = [
    { value: "workspace", label: "This workspace" },
    { value: "organisation", label: "The organisation (all workspaces)", disabled: !isOwner },
    ...(flows.data ?? []).map((flow) => ({
      value: flow.id,
      label: `Only the flow “${flow.name}”`,
    })),
  ];
  return (
    <Select
      label="Seen by"
      hint="Of several with one name the nearest counts: the flow's, then the workspace's, then the organisation's."
      error={error}
      value={value}
      options={options}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function ownerOf(owner: string): { scope: VariableScope; flow?: string } {
  if (owner === "workspace" || owner === "organisation") return { scope: owner };
  return { scope: "flow", flow: owner };
}
