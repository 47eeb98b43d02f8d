// The dialog in which a credential is made or changed: what it is for, its name,
// its fields. A kind that can be tested is tested as soon as it is saved.
import { CircleCheck } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useChangeCredential, useCreateCredential, useTestCredential } from "@/api/credentials";
import { asProblem } from "@/api/problem";
import type { Credential, CredentialKind, CredentialTest } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Select, TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import type { JsonObject } from "../json";
import { Markdown, Message } from "../markdown/markdown";
import { isComplete, SchemaForm } from "../schema-form";

export interface CredentialDialogProps {
  workspace: string;
  /** The kinds to choose from; with one there is nothing to choose. */
  kinds: readonly CredentialKind[];
  /** The credential to change; without it a new one is made. */
  credential?: Credential | undefined;
  onSaved?(credential: Credential): void;
  onClose(): void;
}

export function CredentialDialog(props: CredentialDialogProps) {
  const formId = useId();
  const { kinds, credential } = props;
  const [kindName, setKindName] = useState(
    credential?.kind ?? (kinds.length === 1 ? kinds[0]?.name : "") ?? "",
  );
  const kind = kinds.find((one) => one.name === kindName);
  const [name, setName] = useState(credential?.name ?? "");
  const [fields, setFields] = useState<JsonObject>(credential?.fields ?? {});
  const [strict, setStrict] = useState(false);
  const saving = useSave(props, kind);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A dialog inside the form of a node must not submit that one too.
    event.stopPropagation();
    setStrict(true);
    const secretsKept = saving.saved !== undefined;
    if (kind && (secretsKept || isComplete(kind.parameters, fields))) {
      saving.save({ name: name.trim() || kind.title, kind: kind.name, fields });
    }
  };

  return (
    <Dialog
      title={saving.saved ? `Edit ${saving.saved.name}` : "New credential"}
      description={saving.saved ? kind?.title : "Kept sealed on the server and never shown again."}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>{saving.test ? "Close" : "Cancel"}</Button>
          <Button type="submit" form={formId} variant="primary" busy={saving.busy} disabled={!kind}>
            {kind?.testable ? "Save and test" : "Save"}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="grid gap-5">
        {kinds.length > 1 && !saving.saved && (
          <Select
            label="What it is for"
            value={kindName}
            onChange={(event) => setKindName(event.target.value)}
            options={[
              { value: "", label: "Choose…" },
              ...kinds.map((one) => ({ value: one.name, label: one.title })),
            ]}
          />
        )}
        {kind && (
          <>
            <TextField
              label="Name"
              hint="How you and others find it."
              value={name}
              placeholder={kind.title}
              onChange={(event) => setName(event.target.value)}
            />
            <SchemaForm
              schema={kind.parameters}
              value={fields}
              strict={strict && !saving.saved}
              problems={fieldProblems(saving.error)}
              context={{ keepsSecrets: saving.saved !== undefined }}
              onChange={setFields}
            />
            {kind.docs && (
              <details className="rounded-control bg-sunken px-4 py-3">
                <summary className="text-sm font-medium">Where to find these</summary>
                <Markdown text={kind.docs} className="mt-3" />
              </details>
            )}
          </>
        )}
        {saving.error ? <ErrorNote error={saving.error} /> : null}
        {saving.test && <TestResult test={saving.test} />}
      </form>
    </Dialog>
  );
}

function TestResult({ test }: { test: CredentialTest }) {
  if (!test.ok) {
    return (
      <div
        role="alert"
        ref={(element) => element?.scrollIntoView?.({ block: "nearest" })}
        className="rounded-control bg-bad-soft px-4 py-3 text-sm text-bad"
      >
        <p className="font-medium">Saved, but the test did not work</p>
        <p>
          <Message text={test.message} />
        </p>
      </div>
    );
  }
  return (
    <p
      role="status"
      className="flex gap-2 rounded-control bg-good-soft px-4 py-3 text-sm text-good"
    >
      <CircleCheck size={18} aria-hidden className="mt-px shrink-0" />
      {test.message || "It works."}
    </p>
  );
}

interface Draft {
  name: string;
  kind: string;
  fields: JsonObject;
}

/** Saves, then tests; what failed the test stays open to be mended. */
function useSave(
  { workspace, credential, onSaved, onClose }: CredentialDialogProps,
  kind: CredentialKind | undefined,
) {
  const [saved, setSaved] = useState(credential);
  const create = useCreateCredential(workspace);
  const change = useChangeCredential(workspace, saved?.id ?? "");
  const test = useTestCredential(workspace);

  const save = async ({ name, kind: kindName, fields }: Draft) => {
    try {
      test.reset();
      const done = saved
        ? await change.mutateAsync({ name, fields })
        : await create.mutateAsync({ name, kind: kindName, fields });
      setSaved(done);
      onSaved?.(done);
      const result = kind?.testable ? await test.mutateAsync(done.id) : undefined;
      if (result && !result.ok) return;
      toast({ title: `${done.name} is saved`, detail: result?.message, tone: "good" });
      onClose();
    } catch {
      // The mutations keep what went wrong; it is shown in the dialog.
    }
  };
  return {
    save: (draft: Draft) => void save(draft),
    saved,
    test: test.data,
    error: create.error ?? change.error ?? test.error,
    busy: create.isPending || change.isPending || test.isPending,
  };
}

function fieldProblems(error: unknown) {
  if (!error) return [];
  return asProblem(error).fields.map(({ field, message }) => ({
    severity: "error" as const,
    message,
    parameter: field.replace(/^fields\./, ""),
  }));
}
