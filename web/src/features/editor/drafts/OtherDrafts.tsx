// In the head of the flow: who else has changed it and not published that yet.
import { Eye, Users } from "lucide-react";
import { useState } from "react";
import type { FlowDraft } from "@/api/types";
import { counted } from "@/lib/format";
import { Button } from "@/ui/button";
import { Popover } from "@/ui/popover";
import { useBench } from "../bench";
import { useEditorState } from "../store";
import { savedAt, sideOf, useOtherDrafts } from "./use-drafts";

export default function OtherDrafts() {
  const { editor } = useBench();
  const drafts = useOtherDrafts();
  const [isOpen, setOpen] = useState(false);
  const [first] = drafts;
  if (!first) return null;
  const text =
    drafts.length === 1
      ? `${first.person.name} has unpublished changes from ${savedAt(first.updated_at)}`
      : `${counted(drafts.length, "person", "people")} have unpublished changes`;
  const look = (draft: FlowDraft) => {
    setOpen(false);
    editor.show({ type: "versions", side: sideOf(draft) });
  };
  return (
    <Popover
      label="Unpublished changes of others"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      className="w-88"
      trigger={
        <button
          type="button"
          aria-label={text}
          title={text}
          className="flex h-8 max-w-96 min-w-8 shrink items-center justify-center gap-2 rounded-control bg-accent-soft px-2 text-xs font-medium text-accent hover:brightness-97 contrast:border"
        >
          <Users size={15} aria-hidden="true" className="shrink-0" />
          <span className="truncate max-xl:sr-only">{text}</span>
        </button>
      }
    >
      <h2 className="mb-1 text-sm font-semibold">Not published yet</h2>
      <Explained />
      <ul className="-mx-2 grid gap-0.5">
        {drafts.map((draft) => (
          <li
            key={draft.person.id}
            className="flex items-center gap-3 rounded-control px-2 py-1.5 hover:bg-hover"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{draft.person.name}</span>
              <span className="block text-xs text-ink-soft">
                changed {savedAt(draft.updated_at)}
                {draft.base !== null && `, from version ${draft.base}`}
              </span>
            </span>
            <Button
              size="small"
              icon={<Eye size={15} aria-hidden="true" />}
              aria-label={`Look at the draft of ${draft.person.name}`}
              onClick={() => look(draft)}
            >
              Look
            </Button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

function Explained() {
  const { editor } = useBench();
  const by = useEditorState(({ draftBy }) => draftBy);
  const isAnothers = by !== null && !editor.isOwn;
  return (
    <p className="mb-3 text-sm text-ink-soft">
      {isAnothers
        ? `You see the draft of ${by.name}, because nothing is published yet. With your first change you get one of your own.`
        : "Everybody has a draft of their own. You see yours; what others change comes to you when they publish it."}
    </p>
  );
}
