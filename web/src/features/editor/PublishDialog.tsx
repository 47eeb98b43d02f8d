// Publishing: what is drawn becomes the version that runs.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { usePublish } from "@/api/drafts";
import { asProblem } from "@/api/problem";
import { diffQuery } from "@/api/versions";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { TextArea } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import { useBench } from "./bench";
import { ProblemList } from "./ProblemList";
import { hasMovedOn, useEditorState } from "./store";
import { PublishTests, usePublishTests } from "./tests/PublishTests";
import { changeLog } from "./versions/change-log";

export function PublishDialog({ onClose }: { onClose(): void }) {
  const { workspace, flow, editor, autosave } = useBench();
  const publish = usePublish(workspace, flow);
  const problems = useEditorState((state) => state.allProblems);
  const save = useEditorState((state) => state.save);
  const version = useEditorState(({ facts }) => facts.version);
  const isMovedOn = useEditorState(hasMovedOn);
  const isAnothers = useEditorState(({ draftBy }) => draftBy !== null) && !editor.isOwn;
  const suggested = useChangeLog();
  const tests = usePublishTests();
  const [written, setNote] = useState<string>();
  const note = written ?? suggested.note;
  const errors = problems.filter(({ severity }) => severity === "error");
  useEffect(() => void autosave.flush(), [autosave]);

  const send = () => {
    const { revision } = editor.state.saved;
    publish.mutate(
      { revision, note: note.trim() },
      {
        onSuccess: ({ version: number }) => {
          editor.setPublished(number);
          onClose();
          toast({
            title: `Version ${number} is live`,
            detail: "New runs use it from now on.",
            tone: "good",
          });
        },
        onError: (error) => {
          const found = asProblem(error).problems;
          if (found.length > 0) editor.setKnown(found);
        },
      },
    );
  };
  return (
    <Dialog
      title={version === null ? "Publish the flow" : `Publish version ${version + 1}`}
      description="What you see now becomes the version that new runs use. Runs on their way keep theirs."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={publish.isPending || save.kind === "saving" || save.kind === "unsaved"}
            disabled={
              errors.length > 0 || save.kind !== "saved" || tests.isHeld || isMovedOn || isAnothers
            }
            onClick={send}
          >
            Publish
          </Button>
        </>
      }
    >
      <div className="grid gap-5">
        {isMovedOn && <MovedOn />}
        {isAnothers && <NotYours />}
        {publish.error && asProblem(publish.error).problems.length === 0 && (
          <ErrorNote error={publish.error} />
        )}
        {problems.length > 0 && (
          <section>
            <h3 className="mb-2 text-sm font-medium">
              {errors.length > 0 ? "This must be mended first" : "This may not be what you mean"}
            </h3>
            <div className="rounded-control border border-line">
              <ProblemList problems={problems} onGo={onClose} />
            </div>
          </section>
        )}
        <PublishTests {...tests} />
        <TextArea
          label="What has changed"
          hint={
            suggested.isPending && written === undefined
              ? "Looking what has changed …"
              : "Shown in the history. Made from what changed; write what matters to others."
          }
          value={note}
          rows={4}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

/** Somebody has published meanwhile: that comes first, so that it is not taken back by accident. */
function MovedOn() {
  const { editor } = useBench();
  const version = useEditorState(({ facts }) => facts.version);
  return (
    <Told>
      <p className="min-w-0 flex-1">
        Version {version} was published after you began. Bring its changes into your draft first.
      </p>
      <Button size="small" onClick={() => editor.show({ type: "bring-in", from: "published" })}>
        See what changed
      </Button>
    </Told>
  );
}

/** Nobody publishes what another has drawn by accident. */
function NotYours() {
  const { editor } = useBench();
  const by = useEditorState(({ draftBy }) => draftBy?.name);
  return (
    <Told>
      <p className="min-w-0 flex-1">What you see is the draft of {by}.</p>
      <Button
        size="small"
        onClick={() => editor.bringIn({ ...editor.state.document }, editor.state.base)}
      >
        Make it mine
      </Button>
    </Told>
  );
}

function Told({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control bg-accent-soft px-4 py-3 text-sm text-accent">
      {children}
    </div>
  );
}

/** What changed since the version that runs, in a sentence to begin with. */
function useChangeLog(): { note: string; isPending: boolean } {
  const { workspace, flow } = useBench();
  const version = useEditorState(({ facts }) => facts.version);
  const isSaved = useEditorState(({ save }) => save.kind === "saved");
  const document = useEditorState(({ saved }) => saved.document);
  const kinds = useEditorState((state) => state.kinds);
  const diff = useQuery({
    ...diffQuery(workspace, flow, version ?? 0, "draft"),
    enabled: version !== null && isSaved,
    staleTime: 0,
    gcTime: 0,
  });
  return {
    note: diff.data ? changeLog(diff.data, { document, kinds }) : "",
    // Without an answer there is nothing to begin with, and nothing to wait for.
    isPending: version !== null && diff.isPending && !diff.error,
  };
}
