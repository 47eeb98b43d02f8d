// The bar above the canvas: name, state, saving, and what is done with the flow.

import { ChevronLeft, ListTree, Play, UploadCloud, Workflow } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link } from "@/router";
import { Button, IconButton } from "@/ui/button";
import { FlowBadge } from "@/ui/status";
import { useBench, useOperation } from "./bench";
import { FlowName } from "./FlowName";
import { MoreMenu } from "./MoreMenu";
import { RunHistory } from "./RunHistory";
import { SaveIndicator } from "./SaveIndicator";
import { useEditorState } from "./store";

const OtherDrafts = lazy(() => import("./drafts/OtherDrafts"));

export function TopBar() {
  const facts = useEditorState((state) => state.facts);
  const mayEdit = useEditorState((state) => state.mayEdit);
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line bg-surface px-3 md:gap-3">
      <Link
        to="/flows"
        aria-label="All flows"
        title="All flows"
        className="flex size-8 shrink-0 items-center justify-center rounded-control text-ink-soft hover:bg-hover hover:text-ink"
      >
        <ChevronLeft size={18} aria-hidden="true" />
      </Link>
      <FlowName />
      <span className="flex shrink-0 items-center gap-2 max-lg:hidden">
        <FlowBadge state={facts.state} />
        {facts.version !== null && (
          <span className="text-xs text-ink-soft tabular-nums">v{facts.version}</span>
        )}
      </span>
      {mayEdit ? (
        <SaveIndicator />
      ) : (
        <span className="text-xs text-ink-soft">You may look at this flow, but not change it.</span>
      )}
      <div className="ms-auto flex min-w-0 shrink-0 items-center gap-1.5">
        <Suspense>
          <OtherDrafts />
        </Suspense>
        {mayEdit && <UndoRedo />}
        <OutlineButton />
        <RunHistory />
        {mayEdit && <RunButton />}
        {mayEdit && <PublishButton />}
        <MoreMenu />
      </div>
    </header>
  );
}

function UndoRedo() {
  return (
    <span className="flex max-lg:hidden">
      <OperationButton id="editor.undo" />
      <OperationButton id="editor.redo" />
    </span>
  );
}

/** Between the drawing and the list. */
function OutlineButton() {
  const { shortcut, perform } = useOperation("editor.outline");
  const isOutline = useEditorState((state) => state.isOutline);
  const Icon = isOutline ? Workflow : ListTree;
  return (
    <IconButton
      label={isOutline ? "Show the canvas" : "Show the outline"}
      {...(shortcut ? { shortcut } : {})}
      icon={<Icon size={17} aria-hidden="true" />}
      onClick={perform}
    />
  );
}

function OperationButton({ id }: { id: string }) {
  const { label, shortcut, icon: Icon, enabled, perform } = useOperation(id);
  const isEnabled = useEditorState(enabled);
  return (
    <IconButton
      label={label}
      {...(shortcut ? { shortcut } : {})}
      icon={Icon && <Icon size={17} aria-hidden="true" />}
      disabled={!isEnabled}
      onClick={perform}
    />
  );
}

function RunButton() {
  const { runs } = useBench();
  const { perform } = useOperation("editor.run");
  const isEmpty = useEditorState(({ document }) => document.nodes.length === 0);
  return (
    <Button
      size="small"
      title="Runs the draft once as a test"
      icon={<Play size={15} aria-hidden="true" />}
      busy={runs.isStarting}
      disabled={isEmpty}
      onClick={perform}
    >
      <span className="max-sm:sr-only">Run</span>
    </Button>
  );
}

function PublishButton() {
  const { perform } = useOperation("editor.publish");
  const isEmpty = useEditorState(({ document }) => document.nodes.length === 0);
  return (
    <Button
      size="small"
      variant="primary"
      icon={<UploadCloud size={15} aria-hidden="true" />}
      disabled={isEmpty}
      onClick={perform}
    >
      <span className="max-sm:sr-only">Publish</span>
    </Button>
  );
}
