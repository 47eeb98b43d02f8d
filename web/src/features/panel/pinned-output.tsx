// What a node gives in tests instead of being performed, written as JSON.
import { Pin, PinOff } from "lucide-react";
import { useState } from "react";
import type { Item } from "@/api/types";
import type { Json, NodePanelProps } from "@/graph";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/text-field";

type Props = {
  node: string;
  items: readonly Json[] | undefined;
  /** What it gave last, to begin with. */
  given: readonly Item[];
} & Pick<NodePanelProps, "readOnly" | "onCommand">;

export function PinnedOutput({ node, items, given, readOnly, onCommand }: Props) {
  const [typed, setTyped] = useState<string>();
  const pin = (next: readonly Json[] | null) =>
    onCommand({ type: "set_pinned", node, items: next });
  if (items === undefined) {
    if (readOnly) return null;
    const first = given.length > 0 ? given.map(({ json }) => json) : [{}];
    return (
      <Button
        size="small"
        className="justify-self-start self-start"
        icon={<Pin size={14} aria-hidden />}
        onClick={() => {
          setTyped(undefined);
          pin(first);
        }}
      >
        Pin this output
      </Button>
    );
  }
  // What was undone meanwhile counts, not what was typed before.
  const isOwn = typed !== undefined && (read(typed) === undefined || sameAs(typed, items));
  const text = isOwn ? typed : JSON.stringify(items, null, 2);
  return (
    <TextArea
      label="Pinned output"
      hint="In tests and in runs started by hand it gives these items and is not performed."
      error={
        read(text) ? undefined : "This is not a list in JSON yet; the last one that was is kept."
      }
      aside={
        readOnly ? undefined : (
          <Button
            size="small"
            variant="quiet"
            icon={<PinOff size={14} aria-hidden />}
            onClick={() => pin(null)}
          >
            Unpin
          </Button>
        )
      }
      rows={Math.min(12, text.split("\n").length + 1)}
      readOnly={readOnly}
      spellCheck={false}
      value={text}
      className="[&_textarea]:font-mono [&_textarea]:text-sm"
      onChange={(event) => {
        setTyped(event.target.value);
        const next = read(event.target.value);
        if (next) pin(next);
      }}
    />
  );
}

/** The list a text says; undefined if it says none. */
function read(text: string): readonly Json[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sameAs(text: string, items: readonly Json[]): boolean {
  return JSON.stringify(read(text)) === JSON.stringify(items);
}
