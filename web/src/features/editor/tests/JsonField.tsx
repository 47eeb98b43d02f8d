// A value written as JSON. While it is none, what was last right stays the value.
import { useState } from "react";
import type { Json } from "@/api/types";
import { TextArea } from "@/ui/text-field";

type Props = {
  label: string;
  hint?: string;
  value: Json | undefined;
  /** Which values are meant; left out: all. */
  isFit?(value: unknown): boolean;
  onChange(value: Json): void;
};

export function JsonField({ label, hint, value, isFit = () => true, onChange }: Props) {
  const [text, setText] = useState(() =>
    value === undefined ? "" : JSON.stringify(value, null, 2),
  );
  const isRead = text.trim() === "" || readJson(text, isFit) !== undefined;
  return (
    <TextArea
      label={label}
      hint={hint}
      error={isRead ? undefined : "This is not what is meant here, or no JSON yet."}
      rows={Math.min(12, Math.max(2, text.split("\n").length))}
      spellCheck={false}
      value={text}
      className="[&_textarea]:font-mono [&_textarea]:text-sm"
      onChange={(event) => {
        setText(event.target.value);
        const read = readJson(event.target.value, isFit);
        if (read !== undefined) onChange(read.value);
      }}
    />
  );
}

function readJson(text: string, isFit: (value: unknown) => boolean): { value: Json } | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isFit(value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}
