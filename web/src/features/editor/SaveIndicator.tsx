// Says how the draft here stands to the one on the server.
import { clsx } from "clsx";
import { Check, CloudOff, LoaderCircle, TriangleAlert } from "lucide-react";
import { asProblem } from "@/api/problem";
import { RelativeTime } from "@/ui/time";
import { type SaveState, useEditorState } from "./store";

export function SaveIndicator() {
  const save = useEditorState((state) => state.save);
  const isUsual = save.kind === "saved" || save.kind === "saving" || save.kind === "unsaved";
  return (
    <span role="status" className="flex min-w-4 items-center gap-1.5 text-xs text-ink-soft">
      <Sign save={save} />
      {/* Where there is little room, only what is unusual is said in full. */}
      <span className={clsx("truncate", isUsual ? "max-lg:sr-only" : "max-sm:sr-only")}>
        <Words save={save} />
      </span>
    </span>
  );
}

function Sign({ save }: { save: SaveState }) {
  const common = { size: 14, "aria-hidden": true, className: "shrink-0" } as const;
  switch (save.kind) {
    case "saved":
      return <Check {...common} className="shrink-0 text-good" />;
    case "offline":
      return <CloudOff {...common} className="shrink-0 text-warn" />;
    case "conflict":
    case "refused":
      return <TriangleAlert {...common} className="shrink-0 text-bad" />;
    default:
      return <LoaderCircle {...common} className="shrink-0 animate-turn" />;
  }
}

function Words({ save }: { save: SaveState }) {
  switch (save.kind) {
    case "saved":
      return save.at === undefined ? (
        "Saved"
      ) : (
        <>
          Saved · <RelativeTime at={save.at} />
        </>
      );
    case "unsaved":
    case "saving":
      return "Saving…";
    case "offline":
      return "Not saved: no connection";
    case "conflict":
      return "Not saved: changed elsewhere";
    case "refused":
      return `Not saved: ${asProblem(save.error).title}`;
  }
}
