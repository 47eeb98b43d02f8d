// Puts what somebody else has changed into one's own draft: what was published meanwhile, or
// a draft that is taken over. Where both changed the same, one chooses.
import { type ReactNode, useMemo, useState } from "react";
import type { FlowChange } from "@/api/types";
import { type Choice, type Conflict, type Kinds, mergeFlows, normalDocument } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Segments } from "@/ui/segments";
import { SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { useBench } from "../bench";
import { useEditorState } from "../store";
import { changeLog } from "../versions/change-log";
import { fieldWord } from "../versions/field-names";
import { type From, useTheirs } from "./use-theirs";

export function BringInDialog({ from, onClose }: { from: From; onClose(): void }) {
  const { editor } = useBench();
  const mine = useEditorState(({ document }) => document);
  const kinds = useEditorState((state) => state.kinds);
  const theirs = useTheirs(from);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Choice>>(new Map());
  const merged = useMemo(
    () =>
      theirs.data &&
      mergeFlows({ base: theirs.data.base, mine, theirs: theirs.data.document }, chosen),
    [theirs.data, mine, chosen],
  );
  const words = wordsOf(from, theirs.data?.name ?? "");
  const bringIn = () => {
    if (!merged || !theirs.data) return;
    editor.bringIn(normalDocument(merged.document), theirs.data.leadsTo);
    onClose();
    toast({
      title: words.done,
      detail: "Publish it to let it run.",
      tone: "good",
      action: { label: "Undo", perform: () => editor.undo() },
    });
  };
  return (
    <Dialog
      title={words.title}
      description={words.description}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" disabled={!merged} onClick={bringIn}>
            {words.action}
          </Button>
        </>
      }
    >
      {theirs.error !== null && <ErrorNote error={theirs.error} />}
      {theirs.isPending && <SkeletonRows label="Looking what changed" />}
      {theirs.data && merged && (
        <div className="grid gap-5">
          <Changed changes={theirs.data.changes} document={theirs.data.document} kinds={kinds} />
          {merged.conflicts.length > 0 && (
            <Conflicts
              conflicts={merged.conflicts}
              chosen={chosen}
              theirs={words.theirs}
              kinds={kinds}
              kindOf={(id) => mine.nodes.find((node) => node.id === id)}
              onChoose={(key, choice) => setChosen(new Map(chosen).set(key, choice))}
            />
          )}
        </div>
      )}
    </Dialog>
  );
}

function wordsOf(from: From, name: string) {
  if (from === "published")
    return {
      title: `${name} was published meanwhile`,
      description: "Bring what changed into your draft; then you can publish it.",
      action: "Bring it in",
      done: `Your draft has what ${name} changed`,
      theirs: name,
    };
  return {
    title: `Take over the draft of ${name}`,
    description: `What ${name} changed is put into your draft. Theirs stays as it is.`,
    action: "Take it over",
    done: `Your draft has what ${name} changed`,
    theirs: name,
  };
}

type ChangedProps = {
  changes: readonly FlowChange[] | undefined;
  document: Parameters<typeof changeLog>[1]["document"];
  kinds: Kinds;
};

function Changed({ changes, document, kinds }: ChangedProps) {
  if (!changes) return null;
  return (
    <Part title="What changed">
      <p className="text-sm text-ink-soft">
        {changeLog(changes, { document, kinds }) || "Nothing: it is as it was before."}
      </p>
    </Part>
  );
}

type ConflictsProps = {
  conflicts: readonly Conflict[];
  chosen: ReadonlyMap<string, Choice>;
  theirs: string;
  kinds: Kinds;
  kindOf(id: string): Parameters<Kinds["of"]>[0] | undefined;
  onChoose(key: string, choice: Choice): void;
};

function Conflicts({ conflicts, chosen, theirs, kinds, kindOf, onChoose }: ConflictsProps) {
  return (
    <Part title="You both changed these. Which shall stay?">
      <ul className="grid gap-2">
        {conflicts.map((conflict) => {
          const node = kindOf(conflict.id);
          const kind = node && kinds.of(node);
          const words = [...new Set(conflict.fields.map((path) => fieldWord(path, kind)))];
          return (
            <li
              key={conflict.key}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control border border-line px-3 py-2.5"
            >
              <span className="min-w-0 flex-1 basis-48">
                <span className="block truncate text-sm font-medium">{conflict.name}</span>
                <span className="block text-xs text-ink-soft">{what(conflict, words, theirs)}</span>
              </span>
              <Segments
                label={`Which ${conflict.name} stays`}
                value={chosen.get(conflict.key) ?? "mine"}
                options={[
                  { value: "mine", label: "Yours" },
                  { value: "theirs", label: theirs },
                ]}
                onChange={(choice) => onChoose(conflict.key, choice)}
              />
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function what({ mine, theirs }: Conflict, words: readonly string[], name: string): string {
  if (mine === "removed") return `You removed it; ${name} changed it`;
  if (theirs === "removed") return `You changed it; ${name} removed it`;
  return `Both changed the ${words.join(", ")}`;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}
