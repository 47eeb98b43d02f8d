// What differs between two versions, in words. Choosing something shows it on the canvas.
import { clsx } from "clsx";
import { ArrowRight, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { FlowChange } from "@/api/types";
import type { FlowDocument, Kind, Kinds } from "@/graph";
import { Badge, type Tone } from "@/ui/badge";
import { fieldTitle } from "./field-names";

const TONES: Readonly<Record<FlowChange["kind"], Tone>> = {
  added: "good",
  removed: "bad",
  changed: "busy",
  moved: "neutral",
};
const WHAT: Readonly<Record<FlowChange["what"], string>> = {
  node: "Block",
  edge: "Arrow",
  setting: "Setting",
  note: "Note",
};
/** Longer values are folded. */
const VALUE_LETTERS_MOST = 400;

type Props = {
  changes: readonly FlowChange[];
  document: FlowDocument;
  kinds: Kinds;
  /** The node or arrow that is looked at. */
  chosen: string | undefined;
  onChoose(change: FlowChange): void;
};

export function ChangeList({ changes, document, kinds, chosen, onChoose }: Props) {
  const kindOf = (id: string): Kind | undefined => {
    const node = document.nodes.find((other) => other.id === id);
    return node && kinds.of(node);
  };
  return (
    <ul className="divide-y divide-line">
      {changes.map((change) => (
        <li key={`${change.what}/${change.id}/${change.kind}`}>
          <Change
            change={change}
            kind={change.what === "node" ? kindOf(change.id) : undefined}
            isChosen={change.id === chosen}
            onChoose={onChoose}
          />
        </li>
      ))}
    </ul>
  );
}

type ChangeProps = {
  change: FlowChange;
  kind: Kind | undefined;
  isChosen: boolean;
  onChoose(change: FlowChange): void;
};

function Change({ change, kind, isChosen, onChoose }: ChangeProps) {
  const isDrawn = change.what !== "setting";
  const head = (
    <>
      <Badge tone={TONES[change.kind]} className="w-18 justify-center">
        {change.kind}
      </Badge>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{change.name || "Empty note"}</span>
        <span className="block truncate text-xs text-ink-soft">
          {kind && kind.title !== change.name ? kind.title : WHAT[change.what]}
        </span>
      </span>
    </>
  );
  return (
    <div className={clsx(isChosen && "bg-accent-soft/60")}>
      {isDrawn ? (
        <button
          type="button"
          aria-pressed={isChosen}
          onClick={() => onChoose(change)}
          className="flex w-full items-center gap-3 px-4 py-2.5 text-start text-sm -outline-offset-2 hover:bg-hover"
        >
          {head}
          <ChevronRight size={15} aria-hidden="true" className="shrink-0 text-ink-faint" />
        </button>
      ) : (
        <p className="flex items-center gap-3 px-4 py-2.5 text-sm">{head}</p>
      )}
      {change.kind === "changed" && <Fields change={change} kind={kind} />}
    </div>
  );
}

function Fields({ change, kind }: { change: FlowChange; kind: Kind | undefined }) {
  return (
    <dl className="grid gap-3 px-4 pb-3.5">
      {change.fields.map(({ path, before, after }) => (
        <div key={path} className="min-w-0">
          {change.what !== "setting" && (
            <dt className="mb-1 text-xs font-medium text-ink-soft">{fieldTitle(path, kind)}</dt>
          )}
          <dd className="grid gap-1">
            <Value tone="before" value={before} />
            <Value tone="after" value={after} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ tone, value }: { tone: "before" | "after"; value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const text = textOf(value);
  const isLong = text.length > VALUE_LETTERS_MOST;
  const Text = tone === "before" ? "del" : "ins";
  const isNothing = value === null || value === "";
  return (
    <div
      className={clsx(
        "flex gap-2 rounded-small px-2.5 py-1.5 text-xs",
        tone === "before" ? "bg-bad-soft text-bad" : "bg-good-soft text-good",
      )}
    >
      {tone === "before" ? (
        <span className="sr-only">Was</span>
      ) : (
        <ArrowRight size={13} aria-label="Is now" role="img" className="mt-0.5 shrink-0" />
      )}
      <span className="min-w-0 flex-1">
        {isNothing ? (
          <span className="italic">{value === null ? "not set" : "empty"}</span>
        ) : (
          <Text className="font-mono break-words whitespace-pre-wrap no-underline">
            {isLong && !isWhole ? `${text.slice(0, VALUE_LETTERS_MOST)}…` : text}
          </Text>
        )}
        {isLong && (
          <button
            type="button"
            onClick={() => setWhole(!isWhole)}
            className="mt-1 block min-h-6 underline underline-offset-2"
          >
            {isWhole ? "Show less" : "Show all"}
          </button>
        )}
      </span>
    </div>
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
