// Makes a flow of a file or of pasted JSON. A flow of Towpath opens at once; of a
// workflow of n8n it is first shown what could not be taken over.

import { useState } from "react";
import { useImportFlow, useImportN8n } from "@/api/flows";
import { ApiProblem } from "@/api/problem";
import type { ImportedFlow } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { useNavigate } from "@/router";
import { Button } from "@/ui/button";
import { Dialog, useFirstFocus } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { TextArea } from "@/ui/text-field";
import { ImportReport } from "./import-report";
import { isTowpathFlow, readJson } from "./import-source";

const FILE_BYTES_MAXIMUM = 5_000_000;

export function ImportDialog({ onClose }: { onClose(): void }) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>();
  const [imported, setImported] = useState<ImportedFlow>();
  const field = useFirstFocus<HTMLTextAreaElement>();
  const own = useImportFlow(workspace.id);
  const n8n = useImportN8n(workspace.id);

  const open = (flow: string) => navigate({ to: "/flows/$flow", params: { flow } });
  const bring = async (given: string) => {
    setError(undefined);
    try {
      const value = readJson(given);
      if (isTowpathFlow(value)) return void (await open((await own.mutateAsync(value)).id));
      setImported(await n8n.mutateAsync(given));
    } catch (thrown) {
      setError(thrown);
    }
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > FILE_BYTES_MAXIMUM) return setError(tooLarge(file.name));
    const given = await file.text();
    setText(given);
    await bring(given);
  };

  if (imported) {
    return (
      <ImportReport
        imported={imported}
        onOpen={() => void open(imported.flow.id)}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      title="Import a flow"
      description="A flow file of Towpath, or a workflow of n8n. It becomes a draft; nothing runs."
      onClose={onClose}
      footer={
        <>
          <label className="me-auto flex h-10 cursor-pointer items-center rounded-control px-3 text-sm font-medium text-accent hover:bg-hover focus-within:outline-2">
            Choose a file
            <input
              type="file"
              accept=".json,application/json"
              aria-label="Flow file"
              className="sr-only"
              onChange={(event) => {
                const file = event.target.files?.[0];
                // Cleared, so that choosing the same file again is noticed.
                event.target.value = "";
                void choose(file);
              }}
            />
          </label>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={own.isPending || n8n.isPending}
            disabled={!text.trim()}
            onClick={() => void bring(text)}
          >
            Import
          </Button>
        </>
      }
    >
      <TextArea
        ref={field}
        label="JSON"
        rows={10}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
        className="[&_textarea]:font-mono [&_textarea]:text-sm"
      />
      {error !== undefined && <ImportFailed error={error} />}
    </Dialog>
  );
}

function ImportFailed({ error }: { error: unknown }) {
  const problems = error instanceof ApiProblem ? error.problems : [];
  return (
    <div className="mt-4">
      <ErrorNote error={error} />
      {problems.length > 0 && (
        <ul className="mt-4 flex flex-col gap-3 text-sm">
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.message}`}>
              <p className="font-medium">{problem.message}</p>
              <p className="text-ink-soft">{problem.hint}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function tooLarge(name: string): ApiProblem {
  const title = `${name} is too large`;
  return new ApiProblem({ status: 0, code: "file", title, detail: "It is larger than 5 MB." });
}
