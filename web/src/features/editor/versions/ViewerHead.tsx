// The head of a version: its note and tags, what it is compared with, and the way back to it.
import { GitMerge, RotateCcw } from "lucide-react";
import { useState } from "react";
import type { FlowDraft, FlowVersion } from "@/api/types";
import type { Side } from "@/api/versions";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { SelectInput } from "@/ui/input";
import { Segments } from "@/ui/segments";
import { RelativeTime } from "@/ui/time";
import { useBench } from "../bench";
import { savedAt, sideOf } from "../drafts/use-drafts";
import { useEditorState } from "../store";
import type { Look } from "./Drawing";
import { RestoreDialog } from "./RestoreDialog";
import { type Base, baseOf, basesOf, sideName } from "./sides";
import { Tags } from "./Tags";

type Props = {
  side: Side;
  base: Base;
  look: Look;
  versions: readonly FlowVersion[];
  /** Those of others. */
  drafts: readonly FlowDraft[];
  onBase(base: Base): void;
  onLook(look: Look): void;
  onRestored(): void;
};

const LOOKS = [
  { value: "overlay", label: "In one drawing" },
  { value: "beside", label: "Side by side" },
] as const;

export function ViewerHead(props: Props) {
  const { side, base, look, versions, drafts, onBase, onLook, onRestored } = props;
  const version = versions.find(({ number }) => number === side);
  const draft = drafts.find(({ person }) => person.id === side);
  return (
    <div className="grid shrink-0 gap-3 border-b border-line bg-surface px-4 py-3.5">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="flex flex-wrap items-center gap-2 font-semibold">
            {sideName(side, drafts)}
            {version?.current && <Badge tone="good">Runs now</Badge>}
            {side !== "draft" && <Badge>Read only</Badge>}
          </h3>
          <p className="text-sm text-ink-soft">
            {version && <Published version={version} />}
            {draft && <Drafted draft={draft} />}
            {side === "draft" && "What you edit now; Publish lets it run."}
          </p>
          {version?.note && <p className="mt-1.5 max-w-prose text-sm">{version.note}</p>}
          {version && <VersionTags version={version} />}
        </div>
        {version && <Restore version={version} onRestored={onRestored} />}
        {draft && <TakeOver draft={draft} />}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the select is inside */}
        <label className="flex min-w-0 items-center gap-2 text-sm text-ink-soft max-sm:w-full">
          <span className="shrink-0">Compare with</span>
          <SelectInput
            value={String(base)}
            options={basesOf(side, versions, base)}
            onChange={(event) => onBase(baseOf(event.target.value))}
            className="w-64 text-sm! max-sm:flex-1"
          />
        </label>
        {base !== "nothing" && (
          <Segments label="How the two are drawn" value={look} options={LOOKS} onChange={onLook} />
        )}
      </div>
    </div>
  );
}

function Published({ version }: { version: FlowVersion }) {
  return (
    <>
      Published <RelativeTime at={version.published_at} />
      {version.published_by && ` by ${version.published_by.name}`}
    </>
  );
}

function Drafted({ draft: { base, updated_at } }: { draft: FlowDraft }) {
  return (
    <>
      Changed {savedAt(updated_at)}
      {base !== null && `, begun from version ${base}`}; not published
    </>
  );
}

function TakeOver({ draft }: { draft: FlowDraft }) {
  const { editor } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  if (!mayEdit) return null;
  return (
    <Button
      size="small"
      icon={<GitMerge size={15} aria-hidden="true" />}
      onClick={() => editor.show({ type: "bring-in", from: sideOf(draft) })}
    >
      Take it over
    </Button>
  );
}

function VersionTags({ version }: { version: FlowVersion }) {
  const { workspace, flow } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  return <Tags {...{ workspace, flow, version, mayEdit }} />;
}

function Restore({ version, onRestored }: { version: FlowVersion; onRestored(): void }) {
  const mayEdit = useEditorState((state) => state.mayEdit);
  const [isAsking, setAsking] = useState(false);
  if (!mayEdit) return null;
  return (
    <>
      <Button
        size="small"
        icon={<RotateCcw size={15} aria-hidden="true" />}
        onClick={() => setAsking(true)}
      >
        Bring this version back
      </Button>
      {isAsking && (
        <RestoreDialog
          number={version.number}
          onRestored={onRestored}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
