// What differs between two versions, in words.
import type { FlowChange } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";

const TONES: Readonly<Record<FlowChange["kind"], Tone>> = {
  added: "good",
  removed: "bad",
  changed: "busy",
  moved: "neutral",
};
const WHAT: Readonly<Record<FlowChange["what"], string>> = {
  node: "Node",
  edge: "Arrow",
  setting: "Setting",
  note: "Note",
};

export function ChangeList({ changes }: { changes: readonly FlowChange[] }) {
  if (changes.length === 0) {
    return <p className="py-4 text-sm text-ink-soft">Nothing: the draft is the same.</p>;
  }
  return (
    <ul className="max-h-96 divide-y divide-line overflow-y-auto rounded-control border border-line">
      {changes.map((change) => (
        <li key={`${change.what}/${change.id}/${change.kind}`} className="px-4 py-2.5 text-sm">
          <p className="flex items-center gap-2">
            <Badge tone={TONES[change.kind]}>{change.kind}</Badge>
            <span className="text-ink-soft">{WHAT[change.what]}</span>
            <span className="min-w-0 truncate font-medium">{change.name}</span>
          </p>
          {change.kind === "changed" && <Fields name={change.name} fields={change.fields} />}
        </li>
      ))}
    </ul>
  );
}

function Fields({ name, fields }: Pick<FlowChange, "name" | "fields">) {
  return (
    <dl className="mt-1.5 grid gap-1 pl-1">
      {fields.map(({ path, before, after }) => (
        <div key={path} className="min-w-0">
          {path !== name && <dt className="text-xs text-ink-faint">{path}</dt>}
          <dd className="font-mono text-xs break-words">
            {before !== null && <del className="mr-2 text-bad">{textOf(before)}</del>}
            {after !== null && <ins className="text-good no-underline">{textOf(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
