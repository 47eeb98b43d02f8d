// Makes a token and shows its secret, once.
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useCreateToken } from "@/api/tokens";
import type { Scope } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Select, TextField } from "@/ui/text-field";
import { Checkbox } from "@/ui/toggle";

const FORM = "new-token";
const DAY_MS = 24 * 3_600_000;

const SCOPES: readonly { value: Scope; label: string }[] = [
  { value: "flows:read", label: "Read flows" },
  { value: "flows:write", label: "Change and publish flows" },
  { value: "runs:read", label: "Read runs" },
  { value: "runs:write", label: "Start, cancel and retry runs" },
  { value: "credentials:write", label: "Change credentials" },
  { value: "data:read", label: "Read tables and variables" },
  { value: "data:write", label: "Change tables and variables" },
  { value: "queue:write", label: "Queue messages and jobs" },
];

const LIFETIMES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "", label: "Until revoked" },
];

export function NewTokenDialog({ onClose }: { onClose(): void }) {
  const workspace = useWorkspace();
  const { mutate, data, error, isPending } = useCreateToken(workspace.id);
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [scopes, setScopes] = useState<readonly Scope[]>(["runs:write"]);

  const create = (event: FormEvent) => {
    event.preventDefault();
    const expires_at = Date.now() + Number(days) * DAY_MS;
    mutate({ name: name.trim(), scopes: [...scopes], ...(days && { expires_at }) });
  };
  if (data) return <TokenMade name={data.name} token={data.token} onClose={onClose} />;

  return (
    <Dialog
      title="New token"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={FORM}
            variant="primary"
            busy={isPending}
            disabled={scopes.length === 0}
          >
            Create
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={create} className="flex flex-col gap-5">
        <TextField
          label="Name"
          value={name}
          required
          maxLength={100}
          placeholder="Shop backend"
          error={error ? asProblem(error).field("name") : undefined}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="flex flex-col gap-2.5">
          <legend className="mb-2.5 text-sm font-medium">What it may do</legend>
          {SCOPES.map(({ value, label }) => (
            <Checkbox
              key={value}
              label={label}
              checked={scopes.includes(value)}
              onChange={(checked) =>
                setScopes(checked ? [...scopes, value] : scopes.filter((entry) => entry !== value))
              }
            />
          ))}
        </fieldset>
        <Select
          label="Works for"
          value={days}
          options={LIFETIMES}
          onChange={(event) => setDays(event.target.value)}
        />
        {error && <ErrorNote error={error} shown={["name"]} />}
      </form>
    </Dialog>
  );
}

function TokenMade({ name, token, onClose }: { name: string; token: string; onClose(): void }) {
  return (
    <Dialog
      title="Copy the token now"
      description={`This is the only time ${name} is shown. Towpath keeps a fingerprint of it, not the token.`}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <CodeBlock code={token} label="The token" />
    </Dialog>
  );
}
