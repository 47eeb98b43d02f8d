// Makes a flow of a file. What is wrong with the file is shown, not swallowed.
import { useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useImportFlow } from "@/api/flows";
import { ApiProblem } from "@/api/problem";
import { useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";

const FILE_BYTES_MAXIMUM = 5_000_000;

export function ImportButton() {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>();
  const { mutateAsync, isPending } = useImportFlow(workspace.id);

  const importFile = async (file: File) => {
    try {
      const flow = await mutateAsync(await readJson(file));
      await navigate({ to: "/flows/$flow", params: { flow: flow.id } });
    } catch (thrown) {
      setError(thrown);
    }
  };

  return (
    <>
      <Button
        busy={isPending}
        icon={<Upload size={16} aria-hidden="true" />}
        onClick={() => input.current?.click()}
      >
        Import
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="Flow file"
        tabIndex={-1}
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // Cleared, so that choosing the same file again is noticed.
          event.target.value = "";
          if (file) void importFile(file);
        }}
      />
      {error !== undefined && <ImportFailed error={error} onClose={() => setError(undefined)} />}
    </>
  );
}

function ImportFailed({ error, onClose }: { error: unknown; onClose(): void }) {
  const problems = error instanceof ApiProblem ? error.problems : [];
  return (
    <Dialog
      title="The file was not imported"
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
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
    </Dialog>
  );
}

async function readJson(file: File): Promise<unknown> {
  const refusal = { status: 0, code: "file", title: `${file.name} is not a flow file` };
  if (file.size > FILE_BYTES_MAXIMUM) {
    throw new ApiProblem({ ...refusal, detail: "It is larger than 5 MB." });
  }
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new ApiProblem({
      ...refusal,
      detail: "It is not valid JSON.",
      hint: "Choose a file that was exported from Towpath.",
    });
  }
}
