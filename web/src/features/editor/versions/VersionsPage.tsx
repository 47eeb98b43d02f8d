// The versions of a flow over the whole window: the history at the left, the
// drawing in the middle, what differs at the right. On a phone one at a time.
import { useInfiniteQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ChevronLeft, History, X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import type { FlowDraft, FlowVersion } from "@/api/types";
import { type PersonId, type Side, versionsQuery } from "@/api/versions";
import { Button, IconButton } from "@/ui/button";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { LayerContext } from "@/ui/layer";
import { SkeletonRows } from "@/ui/skeleton";
import { useBench } from "../bench";
import { useOtherDrafts } from "../drafts/use-drafts";
import { useEditorState } from "../store";
import { useIsPhone } from "../use-phone";
import { HistoryList } from "./HistoryList";
import { Viewer } from "./Viewer";

type Props = {
  /** Whose draft is looked at first; left out: what one wants to know of one's own. */
  side?: PersonId;
  onClose(): void;
};

export function VersionsPage({ side, onClose }: Props) {
  const { workspace, flow, autosave } = useBench();
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const id = useId();
  const name = useEditorState(({ document }) => document.name);
  const drafts = useOtherDrafts();
  const versions = useInfiniteQuery(versionsQuery(workspace, flow));
  const isNothing = versions.data?.length === 0 && drafts.length === 0;
  useOpenWhileDrawn(element);
  // What is compared with is the draft the server has.
  useEffect(() => void autosave.flush(), [autosave]);
  return (
    <dialog
      ref={setElement}
      aria-labelledby={id}
      onCancel={(event) => {
        // A dialog in this one closes for itself.
        if (event.target !== element) return;
        event.preventDefault();
        onClose();
      }}
      className="m-0 h-dvh max-h-none w-screen max-w-none flex-col overflow-hidden bg-ground text-ink open:flex"
    >
      <LayerContext value={element}>
        <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
          <h2 id={id} className="shrink-0 text-base font-semibold">
            Versions
          </h2>
          <span className="min-w-0 truncate text-sm text-ink-soft">{name}</span>
        </header>
        {versions.isPending && <SkeletonRows label="Loading the versions" />}
        {versions.isLoadingError && (
          <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
        )}
        {isNothing && <NothingYet onClose={onClose} />}
        {versions.data && !isNothing && (
          <Workspace
            first={side}
            versions={versions.data}
            drafts={drafts}
            onMore={versions.hasNextPage ? () => void versions.fetchNextPage() : undefined}
            isLoadingMore={versions.isFetchingNextPage}
            onClose={onClose}
          />
        )}
        {/* Last, so that the focus begins at the history. */}
        <IconButton
          label="Close the versions"
          icon={<X size={18} aria-hidden="true" />}
          onClick={onClose}
          className="absolute! top-3 end-4"
        />
      </LayerContext>
    </dialog>
  );
}

function NothingYet({ onClose }: { onClose(): void }) {
  const { editor } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit && state.document.nodes.length > 0);
  return (
    <EmptyState
      icon={<History size={22} aria-hidden="true" />}
      title="Nothing is published yet"
      actions={
        mayEdit ? (
          <Button variant="primary" onClick={() => editor.show({ type: "publish" })}>
            Publish the first version
          </Button>
        ) : (
          <Button onClick={onClose}>Back to the flow</Button>
        )
      }
    >
      Each time you publish, the flow as it is then is kept here. You can compare any two versions
      and bring an earlier one back.
    </EmptyState>
  );
}

type WorkspaceProps = {
  first: PersonId | undefined;
  versions: readonly FlowVersion[];
  drafts: readonly FlowDraft[];
  onMore: (() => void) | undefined;
  isLoadingMore: boolean;
  onClose(): void;
};

function Workspace({ first, versions, drafts, onMore, isLoadingMore, onClose }: WorkspaceProps) {
  const isChanged = useEditorState(({ facts }) => facts.draft_changed);
  const newest = versions[0]?.number ?? "draft";
  const [side, setSide] = useState<Side>(first ?? (isChanged ? "draft" : newest));
  // Only a phone has to choose between the history and what is chosen in it; there a
  // drawing that is hidden would not know its size.
  const [isOpen, setOpen] = useState(first !== undefined);
  const isPhone = useIsPhone();
  return (
    <div className="flex min-h-0 flex-1">
      <nav
        aria-label="History"
        className={clsx(
          "w-full shrink-0 overflow-y-auto border-line bg-surface md:block md:w-72 md:border-e",
          isOpen && "max-md:hidden",
        )}
      >
        <HistoryList
          versions={versions}
          drafts={drafts}
          chosen={side}
          isChanged={isChanged}
          onMore={onMore}
          isLoadingMore={isLoadingMore}
          onChoose={(chosen) => {
            setSide(chosen);
            setOpen(true);
          }}
        />
      </nav>
      {(isOpen || !isPhone) && (
        <div className="flex min-w-0 flex-1 flex-col">
          <Button
            size="small"
            variant="quiet"
            icon={<ChevronLeft size={15} aria-hidden="true" />}
            onClick={() => setOpen(false)}
            className="m-2 self-start md:hidden!"
          >
            All versions
          </Button>
          <Viewer key={side} {...{ side, versions, drafts }} onRestored={onClose} />
        </div>
      )}
    </div>
  );
}
