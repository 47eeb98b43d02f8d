// Expressions that are evaluated wherever a run stands, as the node there would, and
// what they were at the places before.
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { watchQuery } from "@/api/debug";
import type { HeldNode, Preview } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/text-field";
import { type Past, withValue } from "./past";

type Props = {
  workspace: string;
  flow: string;
  at: HeldNode;
  run: string;
  moment: string;
  /** Where it stands, in words. */
  place: string;
  /** Else the run may have left the node already. */
  isStanding: boolean;
};

export function Watches(props: Props) {
  const key = `towpath.watches.${props.workspace}.${props.flow}`;
  const [watches, setWatches] = useState(() => read(key));
  const [typed, setTyped] = useState("");
  const keep = (next: readonly string[]) => {
    setWatches(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A browser without storage keeps them until the page is left.
    }
  };
  const add = () => {
    const text = typed.trim();
    if (text && !watches.includes(text)) keep([...watches, text]);
    setTyped("");
  };
  return (
    <div className="grid content-start gap-3">
      <h3 className="text-sm font-semibold text-ink">Watch</h3>
      <ul className="grid gap-1">
        {watches.map((template) => (
          <Watch
            key={template}
            {...props}
            template={template}
            onRemove={() => keep(watches.filter((other) => other !== template))}
          />
        ))}
      </ul>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          className="min-w-0 flex-1 [&_input]:font-mono"
          label="Expression"
          placeholder="$json.name"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" disabled={!typed.trim()}>
          Watch
        </Button>
      </form>
    </div>
  );
}

type WatchProps = Props & { template: string; onRemove(): void };

function Watch({ workspace, at, run, moment, place, isStanding, template, onRemove }: WatchProps) {
  const request = { node: at.node, frame: at.frame, template: inBraces(template) };
  const { data, isPlaceholderData } = useQuery({
    ...watchQuery(workspace, run, moment, request),
    enabled: isStanding,
  });
  const [past, setPast] = useState<Past>([]);
  const text = data && !isPlaceholderData ? textOf(data) : undefined;
  const next = text === undefined ? past : withValue(past, { place, text });
  if (next !== past) setPast(next);
  const before = past.slice(0, -1).toReversed();
  return (
    <li className="flex items-start gap-2 rounded-small bg-sunken px-2 py-1 text-sm">
      <span className="min-w-0 flex-1">
        <code className="text-ink-soft">{template}</code>
        <Value preview={data} />
        {before.length > 0 && (
          <details>
            <summary className="text-xs text-ink-soft">
              Before: <span className="font-mono">{firstLine(before[0]?.text)}</span>
            </summary>
            <ol aria-label={`What ${template} was`} className="grid gap-1 py-1 text-xs">
              {before.map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that only grows at its end
                <li key={index}>
                  <span className="text-ink-soft">{value.place}</span>
                  <pre className="max-h-24 overflow-auto font-mono text-ink">{value.text}</pre>
                </li>
              ))}
            </ol>
          </details>
        )}
      </span>
      <IconButton
        size="small"
        label={`Stop watching ${template}`}
        icon={<X size={14} aria-hidden="true" />}
        onClick={onRemove}
      />
    </li>
  );
}

function Value({ preview }: { preview: Preview | undefined }) {
  if (!preview) return null;
  if (!preview.ok) return <p className="text-bad">{preview.error?.message}</p>;
  return <pre className="max-h-40 overflow-auto font-mono text-ink">{textOf(preview)}</pre>;
}

function textOf(preview: Preview): string {
  if (!preview.ok) return preview.error?.message ?? "";
  return preview.value === undefined ? "nothing" : JSON.stringify(preview.value, null, 2);
}

const firstLine = (text = "") => text.split("\n")[0];

/** What is typed without braces is an expression all the same. */
function inBraces(text: string): string {
  return text.includes("{{") ? text : `{{ ${text} }}`;
}

function read(key: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
}
