// Expressions that are evaluated wherever a run stands, as the node there would.
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { watchQuery } from "@/api/debug";
import type { HeldNode, Preview } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/text-field";
import { useBench } from "./bench";

type Props = {
  at: HeldNode;
  run: string;
  moment: string;
  /** Else the run may have left the node already. */
  isStanding: boolean;
};

export function Watches(props: Props) {
  const { workspace, flow } = useBench();
  const key = `towpath.watches.${workspace}.${flow}`;
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

function Watch({ at, run, moment, isStanding, template, onRemove }: WatchProps) {
  const { workspace } = useBench();
  const request = { node: at.node, frame: at.frame, template: inBraces(template) };
  const { data } = useQuery({
    ...watchQuery(workspace, run, moment, request),
    enabled: isStanding,
  });
  return (
    <li className="flex items-start gap-2 rounded-small bg-sunken px-2 py-1 text-sm">
      <span className="min-w-0 flex-1">
        <code className="text-ink-soft">{template}</code>
        <Value preview={data} />
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
  const text = preview.value === undefined ? "nothing" : JSON.stringify(preview.value, null, 2);
  return <pre className="max-h-40 overflow-auto font-mono text-ink">{text}</pre>;
}

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
