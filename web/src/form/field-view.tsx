// One field: its label, its control or its expression, what is wrong and what it is for.
import { clsx } from "clsx";
import { hintClass } from "@/ui/classes";
import { type FieldMessage, useForm } from "./context";
import { ExpressionControl } from "./expression/expression-control";
import { PreviewLine } from "./expression/preview-line";
import { FieldHeader } from "./field-header";
import { dropProps, useComputed, useJudge } from "./field-state";
import { type Json, type Path, pathText } from "./json";
import { MarkdownLine, Message } from "./markdown/markdown";
import type { Field } from "./schema";
import { widgets } from "./widgets";

export interface FieldViewProps {
  field: Field;
  path: Path;
  value: Json | undefined;
  onChange(next: Json | undefined): void;
  /** In a row of a list, where the column or the place says what it is. */
  compact?: boolean;
  /** In an entry of a list, where room is short: without help. */
  dense?: boolean;
  /** Stands beside another field where there is room. */
  half?: boolean;
}

export function FieldView(props: FieldViewProps) {
  const { field, path, value, onChange, compact = false, dense = false, half = false } = props;
  const form = useForm();
  const text = pathText(path);
  const id = `${form.id}${text}`;
  const message = form.messageAt(text);
  const computed = useComputed(field, value, onChange);
  const judge = useJudge(text, value);
  const Control = computed.on ? ExpressionControl : widgets[field.widget];
  const inline = field.widget === "switch" && !computed.on && !compact;
  const hasHelp = !compact && !dense && field.description !== "";
  return (
    <div
      data-half={half || undefined}
      className="grid min-w-0 content-start gap-1.5"
      {...dropProps(field, form.readOnly, onChange)}
    >
      <div className={inline ? "flex items-start justify-between gap-4" : "contents"}>
        {!compact && <FieldHeader id={id} field={field} computed={computed} grow={inline} />}
        <Control
          {...{ id, field, path, value, onChange }}
          onBlur={judge}
          invalid={message?.severity === "error"}
          describedBy={describedBy(id, message, hasHelp)}
          labelledBy={compact ? undefined : `${id}-label`}
          label={compact ? field.title : undefined}
          readOnly={form.readOnly}
          dense={dense}
        />
      </div>
      {field.expression && <PreviewLine template={value} onlyErrors={field.widget === "html"} />}
      <MessageLine id={id} message={message} />
      {hasHelp && (
        <p id={`${id}-hint`} className={hintClass}>
          <MarkdownLine text={field.description} />
        </p>
      )}
    </div>
  );
}

function MessageLine({ id, message }: { id: string; message: FieldMessage | undefined }) {
  if (message === undefined) return null;
  const colour = message.severity === "error" ? "text-bad" : "text-warn";
  return (
    <p id={`${id}-message`} className={clsx("text-sm", colour)}>
      <Message text={message.message} />{" "}
      {message.hint && (
        <span className="text-ink-soft">
          <Message text={message.hint} />
        </span>
      )}
    </p>
  );
}

function describedBy(id: string, message: FieldMessage | undefined, hasHelp: boolean) {
  const parts = [message && `${id}-message`, hasHelp && `${id}-hint`];
  return parts.filter(Boolean).join(" ") || undefined;
}
