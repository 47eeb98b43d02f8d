// One operation: what it takes, what it answers, and a command to copy.
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { OpenApi } from "@/api/openapi";
import { CodeBlock } from "@/ui/code-block";
import { curlOf } from "./curl";
import { bodyOf, type Endpoint, type Method } from "./endpoints";
import { type FieldRow, fieldsOf, typeName } from "./schema";

const METHOD_CLASS: Record<Method, string> = {
  GET: "text-busy",
  POST: "text-good",
  PUT: "text-warn",
  PATCH: "text-warn",
  DELETE: "text-bad",
};

type Props = { endpoint: Endpoint; document: OpenApi };

export function OperationEntry({ endpoint, document }: Props) {
  const { path, method, operation } = endpoint;
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
      <summary className="flex min-h-11 items-center gap-3 px-5 py-2 -outline-offset-2 hover:bg-hover sm:px-6">
        <ChevronRight
          size={16}
          aria-hidden="true"
          className="shrink-0 text-ink-faint transition-transform group-open:rotate-90"
        />
        <span
          className={clsx("w-14 shrink-0 font-mono text-xs font-semibold", METHOD_CLASS[method])}
        >
          {method}
        </span>
        <span className="min-w-0 flex-1">
          <code className="block font-mono text-sm break-all">{path}</code>
          {operation.summary && (
            <span className="block text-sm text-ink-soft">{operation.summary}</span>
          )}
        </span>
      </summary>
      {open && <OperationDetail endpoint={endpoint} document={document} />}
    </details>
  );
}

function OperationDetail({ endpoint, document }: Props) {
  const { operation } = endpoint;
  const body = bodyOf(operation);
  const parameters = (operation.parameters ?? []).map((parameter) => ({
    name: parameter.name,
    type: `${typeName(document, parameter.schema)}, in ${parameter.in}`,
    required: parameter.required ?? false,
    description: parameter.description ?? "",
  }));
  return (
    <div className="flex flex-col gap-5 px-5 pt-2 pb-6 sm:px-6">
      {operation.description && (
        <p className="max-w-prose text-sm whitespace-pre-line">{operation.description}</p>
      )}
      {parameters.length > 0 && <Fields title="Parameters" fields={parameters} />}
      {body && (
        <Fields title={`Body: ${typeName(document, body)}`} fields={fieldsOf(document, body)} />
      )}
      <Responses endpoint={endpoint} document={document} />
      <Part title="Command">
        <CodeBlock label="Command" code={curlOf(location.origin, document, endpoint)} />
      </Part>
    </div>
  );
}

function Responses({ endpoint: { operation }, document }: Props) {
  const responses = Object.entries(operation.responses ?? {});
  if (responses.length === 0) return null;
  return (
    <Part title="Answers">
      <ul className="divide-y divide-line rounded-control border border-line text-sm">
        {responses.map(([status, response]) => {
          const schema = Object.values(response.content ?? {})[0]?.schema;
          return (
            <li key={status} className="px-4 py-2">
              <div className="flex gap-4">
                <span className="w-10 shrink-0 font-mono font-semibold">{status}</span>
                <span className="min-w-0">
                  {response.description}{" "}
                  {schema && (
                    <code className="font-mono text-xs text-ink-soft">
                      {typeName(document, schema)}
                    </code>
                  )}
                </span>
              </div>
              {status.startsWith("2") && <FieldList fields={fieldsOf(document, schema)} />}
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Fields({ title, fields }: { title: string; fields: readonly FieldRow[] }) {
  return (
    <Part title={title}>
      <div className="rounded-control border border-line px-4">
        <FieldList fields={fields} />
      </div>
    </Part>
  );
}

function FieldList({ fields }: { fields: readonly FieldRow[] }) {
  if (fields.length === 0) return null;
  return (
    <ul className="divide-y divide-line text-sm">
      {fields.map((field) => (
        <li key={field.name} className="py-2">
          <code className="font-mono font-semibold">{field.name}</code>{" "}
          <code className="font-mono text-xs break-words text-ink-soft">{field.type}</code>{" "}
          {field.required && <span className="text-xs text-warn">required</span>}
          {field.description && <p className="text-ink-soft">{field.description}</p>}
        </li>
      ))}
    </ul>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}
