// Chooses an operation of an OpenAPI document that is pasted or opened from a file.
import { type ChangeEvent, useDeferredValue, useMemo, useState } from "react";
import { bestMatches } from "@/lib/match";
import { Button } from "@/ui/button";
import { hintClass } from "@/ui/classes";
import { Dialog } from "@/ui/dialog";
import { SearchField } from "@/ui/search-field";
import { TextArea } from "@/ui/text-field";
import { readOpenApi } from "./openapi";
import type { RequestDraft } from "./request";

type Props = { onChoose(request: RequestDraft): void; onClose(): void };

const SHOWN_MOST = 100;

export default function OperationDialog({ onChoose, onClose }: Props) {
  const [text, setText] = useState("");
  const [search, setSearch] = useState("");
  const given = useDeferredValue(text);
  const operations = useMemo(() => readOpenApi(given), [given]);
  const open = async ({ target }: ChangeEvent<HTMLInputElement>) =>
    setText((await target.files?.[0]?.text()) ?? "");
  const found = bestMatches(
    search,
    operations ?? [],
    ({ id, summary, tag }) => `${id} ${summary} ${tag}`,
  ).slice(0, SHOWN_MOST);
  return (
    <Dialog
      title="From an OpenAPI document"
      description="Choose what shall be asked for; method, address, query, headers and body are filled in."
      width="wide"
      onClose={onClose}
      footer={<Button onClick={onClose}>Cancel</Button>}
    >
      {operations ? (
        <div className="grid gap-3">
          <SearchField label="Search operations" value={search} onChange={setSearch} />
          <p role="status" className={hintClass}>
            {operations.length === 0
              ? "The document has no operations."
              : `${found.length} of ${operations.length} operations`}
          </p>
          <ul aria-label="Operations" className="grid gap-1">
            {found.map(({ id, method, path, summary, request }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => onChoose(request)}
                  className="flex min-h-9 w-full flex-wrap items-baseline gap-x-3 rounded-control px-3 py-1.5 text-left hover:bg-hover"
                >
                  <span className="w-16 font-mono text-sm font-medium text-accent">{method}</span>
                  <span className="min-w-0 font-mono text-sm break-all">{path}</span>
                  <span className="min-w-0 flex-1 text-sm text-ink-soft">{summary}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <div className="grid gap-4">
          <label className="grid gap-1.5 text-sm font-medium">
            A file
            <input
              type="file"
              accept=".json,application/json"
              onChange={(event) => void open(event)}
            />
          </label>
          <TextArea
            label="Or its text"
            hint="JSON of OpenAPI 3 or Swagger 2."
            error={given.trim() === "" ? undefined : "This is no OpenAPI document in JSON."}
            rows={8}
            spellCheck={false}
            className="[&_textarea]:font-mono [&_textarea]:text-sm"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
    </Dialog>
  );
}
