// The history of a flow: one's own draft on top, those of others, then what was published,
// newest first.
import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { FlowDraft, FlowVersion } from "@/api/types";
import type { Side } from "@/api/versions";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { RelativeTime } from "@/ui/time";
import { savedAt, sideOf } from "../drafts/use-drafts";

type Props = {
  versions: readonly FlowVersion[];
  /** Those of others. */
  drafts: readonly FlowDraft[];
  chosen: Side;
  /** Whether the draft differs from what runs. */
  isChanged: boolean;
  /** Loads more, if there are. */
  onMore: (() => void) | undefined;
  isLoadingMore: boolean;
  onChoose(side: Side): void;
};

export function HistoryList(props: Props) {
  const { versions, drafts, chosen, isChanged, onMore, isLoadingMore, onChoose } = props;
  return (
    <>
      <ol className="grid gap-0.5 p-2">
        <Entry isChosen={chosen === "draft"} onChoose={() => onChoose("draft")}>
          <Title text="Your draft">
            {isChanged ? <Badge tone="warn">Not published</Badge> : <Badge>As published</Badge>}
          </Title>
          <span className="block text-xs text-ink-soft">What you edit now</span>
        </Entry>
        {drafts.map((draft) => (
          <Entry
            key={draft.person.id}
            isChosen={chosen === sideOf(draft)}
            onChoose={() => onChoose(sideOf(draft))}
          >
            <Title text={`Draft of ${draft.person.name}`} />
            <span className="block text-xs text-ink-soft">
              Not published, changed {savedAt(draft.updated_at)}
            </span>
          </Entry>
        ))}
        {versions.map((version) => (
          <Entry
            key={version.id}
            isChosen={version.number === chosen}
            onChoose={() => onChoose(version.number)}
          >
            <VersionEntry version={version} />
          </Entry>
        ))}
      </ol>
      {onMore && (
        <div className="px-2 pb-3">
          <Button size="small" variant="quiet" busy={isLoadingMore} onClick={onMore}>
            Older versions
          </Button>
        </div>
      )}
    </>
  );
}

function VersionEntry({ version }: { version: FlowVersion }) {
  const { number, current, published_at, published_by, note, tags } = version;
  return (
    <>
      <Title text={`Version ${number}`}>{current && <Badge tone="good">Runs now</Badge>}</Title>
      <span className="block text-xs text-ink-soft">
        <RelativeTime at={published_at} />
        {published_by && ` by ${published_by.name}`}
      </span>
      {note && <span className="mt-1 line-clamp-2 block text-sm text-ink-soft">{note}</span>}
      {tags.length > 0 && (
        <span className="mt-1.5 flex flex-wrap gap-1">
          {tags.map((tag) => (
            <Badge key={tag} tone="accent">
              {tag}
            </Badge>
          ))}
        </span>
      )}
    </>
  );
}

type EntryProps = { isChosen: boolean; onChoose(): void; children: ReactNode };

function Entry({ isChosen, onChoose, children }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className={clsx(
          "w-full rounded-control border px-3 py-2.5 text-start -outline-offset-2",
          isChosen ? "border-accent/40 bg-accent-soft/60" : "border-transparent hover:bg-hover",
        )}
      >
        {children}
      </button>
    </li>
  );
}

function Title({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <span className="flex min-h-6 items-center justify-between gap-2 text-sm font-semibold">
      {text}
      {children}
    </span>
  );
}
