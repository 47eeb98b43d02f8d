// The published versions: what changed since, and the way back.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";
import type { FlowVersion } from "@/api/types";
import { diffQuery, useRestoreVersion, versionsQuery } from "@/api/versions";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { SkeletonRows } from "@/ui/skeleton";
import { RelativeTime } from "@/ui/time";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { ChangeList } from "./ChangeList";
import { useEditorState } from "./store";

export function VersionsDialog({ onClose }: { onClose(): void }) {
  const { workspace, flow } = useBench();
  const versions = useInfiniteQuery(versionsQuery(workspace, flow));
  const [chosen, setChosen] = useState<number>();
  const shown = versions.data?.find(({ number }) => number === chosen) ?? versions.data?.[0];
  return (
    <Dialog title="Versions" width="wide" onClose={onClose}>
      {versions.error && <ErrorNote error={versions.error} />}
      {versions.isPending && <SkeletonRows label="Loading the versions" />}
      {versions.data?.length === 0 && (
        <p className="py-8 text-center text-ink-soft">
          Nothing is published yet. Each Publish makes a version that you can come back to.
        </p>
      )}
      {shown && versions.data && (
        <div className="grid gap-6 md:grid-cols-[16rem_1fr]">
          <div>
            <List versions={versions.data} chosen={shown.number} onChoose={setChosen} />
            {versions.hasNextPage && (
              <Button size="small" variant="quiet" onClick={() => void versions.fetchNextPage()}>
                Older versions
              </Button>
            )}
          </div>
          <Version key={shown.number} version={shown} onRestored={onClose} />
        </div>
      )}
    </Dialog>
  );
}

type ListProps = {
  versions: readonly FlowVersion[];
  chosen: number;
  onChoose(number: number): void;
};

function List({ versions, chosen, onChoose }: ListProps) {
  return (
    <ul className="grid gap-1">
      {versions.map((version) => (
        <li key={version.id}>
          <button
            type="button"
            aria-pressed={version.number === chosen}
            onClick={() => onChoose(version.number)}
            className={clsx(
              "w-full rounded-control px-3 py-2 text-left hover:bg-hover",
              version.number === chosen && "bg-hover",
            )}
          >
            <span className="flex items-center gap-2 text-sm font-medium">
              Version {version.number}
              {version.current && <Badge tone="good">Runs now</Badge>}
            </span>
            <span className="block text-xs text-ink-soft">
              <RelativeTime at={version.published_at} />
              {version.published_by && ` by ${version.published_by.name}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Version({ version, onRestored }: { version: FlowVersion; onRestored(): void }) {
  const { workspace, flow, editor, autosave } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const diff = useQuery({ ...diffQuery(workspace, flow, version.number, "draft"), staleTime: 0 });
  const restore = useRestoreVersion(workspace, flow);
  const bringBack = async () => {
    await autosave.flush();
    restore.mutate(version.number, {
      onSuccess: (detail) => {
        editor.replaceWith(detail);
        onRestored();
        toast({
          title: `The draft is what version ${version.number} was`,
          detail: "Publish it to let it run.",
          tone: "good",
        });
      },
      onError: toastProblem,
    });
  };
  return (
    <section aria-label={`Version ${version.number}`} className="min-w-0">
      {version.note && (
        <p className="mb-4 rounded-control bg-sunken px-4 py-3 text-sm">{version.note}</p>
      )}
      <div className="mb-2 flex items-center justify-between gap-4">
        <h3 className="text-sm font-medium">What the draft changes</h3>
        {mayEdit && (
          <Button
            size="small"
            busy={restore.isPending}
            disabled={diff.data?.length === 0}
            onClick={() => void bringBack()}
          >
            Bring this version back
          </Button>
        )}
      </div>
      {diff.error && <ErrorNote error={diff.error} />}
      {diff.isPending && <SkeletonRows label="Comparing" />}
      {diff.data && <ChangeList changes={diff.data} />}
    </section>
  );
}
