// A value written as JSON. While it is none, what was last right stays the value.
import { useState } from "react";
import { TextAreaInput } from "@/ui/input";
import { TemplateInput } from "../expression/template-input";
import { type Json, sameJson } from "../json";
import type { WidgetProps } from "./index";
import { domProps } from "./text";

export function JsonText(props: WidgetProps) {
  const { field, value, onChange } = props;
  const asText = field.schema.type === "string";
  const [draft, setDraft] = useState(() => written(value, asText));
  const read = readJson(draft, field.expression, asText);
  // A value from elsewhere, such as by undo, replaces what was being typed.
  const [seen, setSeen] = useState(value);
  if (!sameJson(seen, value)) {
    setSeen(value);
    if (!sameJson(value, read.value)) setDraft(written(value, asText));
  }

  const change = (text: string) => {
    setDraft(text);
    const next = readJson(text, field.expression, asText);
    if (next.error !== undefined) return;
    setSeen(next.value);
    onChange(next.value);
  };
  const message = read.error && (
    <p id={`${props.id}-json`} className="text-sm text-bad">
      {read.error}
    </p>
  );
  const invalid = props.invalid || read.error !== undefined;
  const describedBy =
    [props.describedBy, read.error && `${props.id}-json`].filter(Boolean).join(" ") || undefined;
  return (
    <div className="grid gap-1.5">
      {field.expression ? (
        <TemplateInput
          {...{ ...props, invalid, describedBy }}
          value={draft}
          lines={5}
          mono
          placeholder={field.placeholder}
          onChange={change}
        />
      ) : (
        <TextAreaInput
          {...domProps({ ...props, invalid, describedBy })}
          value={draft}
          rows={5}
          spellCheck={false}
          className="font-mono text-sm!"
          onChange={(event) => change(event.target.value)}
        />
      )}
      {message}
    </div>
  );
}

interface ReadJson {
  value: Json | undefined;
  error?: string;
}

/** Reads a text as JSON; a text with an expression may become JSON when it runs. */
export function readJson(text: string, expression: boolean, asText: boolean): ReadJson {
  if (text.trim() === "") return { value: undefined };
  try {
    const value = JSON.parse(text) as Json;
    return { value: asText ? text : value };
  } catch (error) {
    if (expression && text.includes("{{")) return { value: text };
    return { value: undefined, error: `This is not JSON yet: ${place(error)}` };
  }
}

/** The place in words; the rest of the browser's message helps nobody. */
function place(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const line = /line (\d+) column (\d+)/.exec(message);
  if (line) return `look at line ${line[1]}, column ${line[2]}.`;
  return /end of (JSON|data)/i.test(message)
    ? "it ends too early."
    : "check quotes, commas and brackets.";
}

function written(value: Json | undefined, asText: boolean): string {
  if (value === undefined) return "";
  if (typeof value === "string" && (asText || value.includes("{{"))) return value;
  return JSON.stringify(value, null, 2);
}
