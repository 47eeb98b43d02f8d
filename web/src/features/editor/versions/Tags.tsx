// What people call a version: a row of tags, and the way to change them.
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { FlowVersion } from "@/api/types";
import { useTagVersion } from "@/api/versions";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Input } from "@/ui/input";
import { toastProblem } from "@/ui/toast";

/** What the server takes. */
const TAGS_MOST = 10;
const LETTERS_MOST = 40;

type Props = { workspace: string; flow: string; version: FlowVersion; mayEdit: boolean };

export function Tags({ workspace, flow, version, mayEdit }: Props) {
  const [isAdding, setAdding] = useState(false);
  const change = useTagVersion(workspace, flow);
  const { number, tags } = version;
  const set = (next: readonly string[]) =>
    change.mutate({ number, tags: next }, { onError: toastProblem });
  if (tags.length === 0 && !mayEdit) return null;
  return (
    <div className="mt-2 flex min-h-8 flex-wrap items-center gap-1.5">
      {tags.length > 0 && (
        <ul aria-label={`Tags of version ${number}`} className="contents">
          {tags.map((tag) => (
            <li key={tag}>
              <Badge tone="accent" className={mayEdit ? "pe-0.5!" : ""}>
                {tag}
                {mayEdit && (
                  <button
                    type="button"
                    aria-label={`Remove the tag ${tag}`}
                    disabled={change.isPending}
                    onClick={() => set(tags.filter((other) => other !== tag))}
                    className="flex size-6 items-center justify-center rounded-full hover:bg-hover"
                  >
                    <X size={13} aria-hidden="true" />
                  </button>
                )}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {mayEdit && !isAdding && tags.length < TAGS_MOST && (
        <Button
          size="small"
          variant="quiet"
          busy={change.isPending}
          icon={<Plus size={14} aria-hidden="true" />}
          onClick={() => setAdding(true)}
          className={tags.length === 0 ? "-ms-3" : ""}
        >
          Tag
        </Button>
      )}
      {isAdding && (
        <NewTag
          onAdd={(tag) => {
            setAdding(false);
            if (tag && !tags.includes(tag)) set([...tags, tag]);
          }}
        />
      )}
    </div>
  );
}

/** Enter or leaving the field adds what is typed; Escape adds nothing. */
function NewTag({ onAdd }: { onAdd(tag: string): void }) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <Input
        aria-label="New tag"
        placeholder="stable"
        autoFocus
        value={text}
        maxLength={LETTERS_MOST}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => onAdd(text.trim())}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // Not the whole page of versions.
          event.preventDefault();
          event.stopPropagation();
          onAdd("");
        }}
        className="h-8! w-36 text-sm!"
      />
    </form>
  );
}
