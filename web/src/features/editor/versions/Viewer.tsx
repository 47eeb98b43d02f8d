// One version: what is known of it, its drawing, and how it differs from another.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { kindsQuery } from "@/api/catalog";
import { draftQuery } from "@/api/drafts";
import type { FlowChange, FlowDraft, FlowVersion } from "@/api/types";
import { diffQuery, type Side, versionQuery } from "@/api/versions";
import { type FlowDocument, normalDocument } from "@/graph";
import { ErrorState } from "@/ui/error-state";
import { Skeleton, SkeletonRows } from "@/ui/skeleton";
import { useBench } from "../bench";
import { useEditorState } from "../store";
import { ChangeList } from "./ChangeList";
import { changeLog } from "./change-log";
import { compare } from "./compare";
import { Drawing, type Focus, type Look } from "./Drawing";
import { type Base, firstBase, inOrder, sideName } from "./sides";
import { ViewerHead } from "./ViewerHead";

type Props = {
  side: Side;
  versions: readonly FlowVersion[];
  /** Those of others. */
  drafts: readonly FlowDraft[];
  onRestored(): void;
};

export function Viewer({ side, versions, drafts, onRestored }: Props) {
  const current = useEditorState(({ facts }) => facts.version);
  const draft = drafts.find(({ person }) => person.id === side);
  const [base, setBase] = useState<Base>(() => firstBase(side, draft ? draft.base : current));
  const [look, setLook] = useState<Look>("overlay");
  const { from, to } = inOrder(base === "nothing" ? side : base, side);
  return (
    <>
      <ViewerHead
        {...{ side, base, look, versions, drafts, onRestored }}
        onBase={setBase}
        onLook={setLook}
      />
      <Compared
        key={`${from}/${to}`}
        from={from}
        to={to}
        drafts={drafts}
        look={base === "nothing" ? "overlay" : look}
      />
    </>
  );
}

type ComparedProps = { from: Side; to: Side; look: Look; drafts: readonly FlowDraft[] };

function Compared({ from, to, look, drafts }: ComparedProps) {
  const before = useDocument(from);
  const after = useDocument(to);
  const changes = useChanges(from, to);
  const kinds = useQuery(kindsQuery);
  const error = before.error ?? after.error ?? changes.error ?? kinds.error;
  if (error) {
    const retry = () => {
      for (const query of [before, after, changes]) query.retry();
    };
    return <ErrorState error={error} onRetry={retry} />;
  }
  if (!before.data || !after.data || !changes.data || !kinds.data) return <Pending />;
  return (
    <Shown
      {...{ from, to, look, drafts }}
      before={before.data}
      after={after.data}
      changes={changes.data}
      kinds={kinds.data}
    />
  );
}

type ShownProps = ComparedProps & {
  before: FlowDocument;
  after: FlowDocument;
  changes: readonly FlowChange[];
  kinds: Parameters<typeof Drawing>[0]["kinds"];
};

function Shown({ from, to, look, drafts, before, after, changes, kinds }: ShownProps) {
  const table = useEditorState((state) => state.kinds);
  const [focus, setFocus] = useState<Focus>();
  const comparison = useMemo(
    () => compare(before, after, changes, table),
    [before, after, changes, table],
  );
  const choose = (id: string | undefined) =>
    setFocus((last) => (id === undefined ? undefined : { id, turn: (last?.turn ?? 0) + 1 }));
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col-reverse">
      <div className="relative min-h-48 min-w-0 flex-1">
        <Drawing
          comparison={comparison}
          kinds={kinds}
          look={look}
          names={{ before: sideName(from, drafts), after: sideName(to, drafts) }}
          focus={focus}
          onSelect={(id) => id !== focus?.id && choose(id)}
        />
      </div>
      {from !== to && (
        <section
          aria-label="What differs"
          className="shrink-0 overflow-y-auto border-line bg-surface max-lg:max-h-[45%] max-lg:border-b lg:w-88 lg:border-s"
        >
          <p className="border-b border-line px-4 py-3.5 text-sm text-ink-soft">
            {changes.length === 0
              ? `${sideName(from, drafts)} and ${lower(sideName(to, drafts))} are the same.`
              : changeLog(changes, { document: after, kinds: table })}
          </p>
          <ChangeList
            changes={changes}
            document={comparison.overlay}
            kinds={table}
            chosen={focus?.id}
            onChoose={({ id }) => choose(id)}
          />
        </section>
      )}
    </div>
  );
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

type Loaded<Data> = { data: Data | undefined; error: unknown; retry(): void };

/** The document of a version; of a draft, what the server has of it. */
function useDocument(side: Side): Loaded<FlowDocument> {
  const { workspace, flow } = useBench();
  const draft = useEditorState(({ saved }) => saved.document);
  const version = useQuery({
    ...versionQuery(workspace, flow, typeof side === "number" ? side : 0),
    enabled: typeof side === "number",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isAnothers = typeof side === "string" && side !== "draft";
  const another = useQuery({
    ...draftQuery(workspace, flow, isAnothers ? side : ""),
    enabled: isAnothers,
  });
  const document = side === "draft" ? draft : (another.data ?? version.data)?.document;
  const data = useMemo(() => document && normalDocument(document), [document]);
  const failed = [version, another].find(({ error }) => error !== null);
  return { data, error: failed?.error, retry: () => void failed?.refetch() };
}

const NO_CHANGES: readonly FlowChange[] = [];

function useChanges(from: Side, to: Side): Loaded<readonly FlowChange[]> {
  const { workspace, flow } = useBench();
  const isSaved = useEditorState(({ save }) => save.kind !== "unsaved" && save.kind !== "saving");
  const hasDraft = typeof from !== "number" || typeof to !== "number";
  const diff = useQuery({
    ...diffQuery(workspace, flow, from, to),
    enabled: from !== to && (isSaved || !hasDraft),
    // Versions never change, the draft does.
    ...(hasDraft ? { staleTime: 0, gcTime: 0 } : { staleTime: Number.POSITIVE_INFINITY }),
  });
  const data = from === to ? NO_CHANGES : diff.data;
  return { data, error: diff.error, retry: () => void (diff.error && diff.refetch()) };
}

function Pending() {
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col-reverse">
      <div aria-hidden="true" className="flex flex-1 items-center justify-center gap-16">
        <Skeleton className="h-16 w-48 rounded-card!" />
        <Skeleton className="h-16 w-48 rounded-card!" />
      </div>
      <div className="border-line bg-surface lg:w-88 lg:border-s">
        <SkeletonRows label="Comparing" />
      </div>
    </div>
  );
}
