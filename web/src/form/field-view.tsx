// One field: its label, its control or its expression, what is wrong and what it is for.
import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { hintClass, labelClass } from "@/ui/classes";
import { type FieldMessage, useForm } from "./context";
import { ExpressionControl } from "./expression/expression-control";
import { FieldPicker } from "./expression/field-picker";
import { ModeSwitch } from "./expression/mode-switch";
import { PreviewLine } from "./expression/preview-line";
import { isExpression } from "./expression/segment";
import { PATH_TYPE } from "./expression/target";
import { type Json, type Path, pathText } from "./json";
import { MarkdownLine } from "./markdown/markdown";
import type { Field } from "./schema";
import { isGrouped, isTyped, type WidgetProps, widgets } from "./widgets";

export interface FieldViewProps {
  field: Field;
  path: Path;
  value: Json | undefined;
  onChange(next: Json | undefined): void;
  /** In a row of a list, where the column or the place says what it is. */
  compact?: boolean;
  /** Stands beside another field where there is room. */
  half?: boolean;
}

/** A person who stops typing this long wants to know. */
const JUDGE_AFTER_MS = 900;

export function FieldView({
  field,
  path,
  value,
  onChange,
  compact = false,
  half = false,
}: FieldViewProps) {
  const form = useForm();
  const text = pathText(path);
  const id = `${form.id}${text}`;
  const message = form.messageAt(text);
  const computed = useComputed(field, value, onChange);
  const judge = useJudge(text, value);
  const Control = computed.on ? ExpressionControl : widgets[field.widget];
  const control: WidgetProps = {
    id,
    field,
    path,
    value,
    onChange,
    onBlur: judge,
    invalid: message?.severity === "error",
    describedBy: describedBy(id, message, field, compact),
    labelledBy: compact ? undefined : `${id}-label`,
    label: compact ? field.title : undefined,
    readOnly: form.readOnly,
  };
  const drawn = <Control {...control} />;
  if (compact) {
    return (
      <div className="min-w-0" {...dropProps(field, form.readOnly, computed.set)}>
        {drawn}
        {field.expression && <PreviewLine template={value} />}
        <MessageLine id={id} message={message} />
      </div>
    );
  }
  const inline = field.widget === "switch" && !computed.on;
  const header = (
    <Header {...{ id, field, inline }} grouped={isGrouped(field.widget) && !computed.on}>
      {field.expression && !form.readOnly && (
        <>
          {!isTyped(field.widget) && (
            <ModeSwitch computed={computed.on} title={field.title} onChange={computed.switch} />
          )}
          {(computed.on || isTyped(field.widget)) && (
            <FieldPicker controlId={id} title={field.title} />
          )}
        </>
      )}
    </Header>
  );
  return (
    <div
      data-half={half || undefined}
      className="grid min-w-0 content-start gap-1.5"
      {...dropProps(field, form.readOnly, computed.set)}
    >
      {inline ? (
        <div className="flex items-start justify-between gap-4">
          {header}
          {drawn}
        </div>
      ) : (
        <>
          {header}
          {drawn}
        </>
      )}
      {field.expression && <PreviewLine template={value} onlyErrors={field.widget === "html"} />}
      <MessageLine id={id} message={message} />
      {field.description !== "" && (
        <p id={`${id}-hint`} className={hintClass}>
          <MarkdownLine text={field.description} />
        </p>
      )}
    </div>
  );
}

interface HeaderProps {
  id: string;
  field: Field;
  inline: boolean;
  grouped: boolean;
  children: ReactNode;
}

function Header({ id, field, inline, grouped, children }: HeaderProps) {
  const label = (
    <>
      {field.title}
      {field.required && (
        <span className="ms-1 text-bad" title="needed">
          *<span className="sr-only"> (needed)</span>
        </span>
      )}
    </>
  );
  return (
    <div className={clsx("flex min-h-6 items-center gap-2", inline && "flex-1")}>
      {grouped ? (
        <span id={`${id}-label`} className={labelClass}>
          {label}
        </span>
      ) : (
        <label id={`${id}-label`} htmlFor={id} className={labelClass}>
          {label}
        </label>
      )}
      <span className="ms-auto flex items-center gap-1">{children}</span>
    </div>
  );
}

function MessageLine({ id, message }: { id: string; message: FieldMessage | undefined }) {
  if (message === undefined) return null;
  const colour = message.severity === "error" ? "text-bad" : "text-warn";
  return (
    <p id={`${id}-message`} className={clsx("text-sm", colour)}>
      {message.message} {message.hint && <span className="text-ink-soft">{message.hint}</span>}
    </p>
  );
}

/** Whether the value is computed. A switch to an expression holds while nothing is typed. */
function useComputed(
  field: Field,
  value: Json | undefined,
  onChange: (next: Json | undefined) => void,
) {
  const [asked, setAsked] = useState(false);
  const kept = useRef<Json | undefined>(undefined);
  const on = field.expression && !isTyped(field.widget) && (asked || isExpression(value));
  return {
    on,
    set: (template: string) => onChange(template),
    switch: (computed: boolean) => {
      setAsked(computed);
      const before = kept.current;
      kept.current = value;
      onChange(before !== undefined && isExpression(before) === computed ? before : undefined);
    },
  };
}

/** Judges a field when it is left, or a while after the last key. */
function useJudge(path: string, value: Json | undefined): () => void {
  const { touch } = useForm();
  const first = useRef(value);
  const latest = useRef(touch);
  useEffect(() => {
    latest.current = touch;
  });
  useEffect(() => {
    if (first.current === value) return;
    const timer = setTimeout(() => latest.current(path), JUDGE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [path, value]);
  return () => touch(path);
}

/** A field of an item dropped on a control that is no text makes it an expression. */
function dropProps(field: Field, readOnly: boolean, set: (template: string) => void) {
  if (!field.expression || readOnly) return {};
  return {
    onDragOver: (event: React.DragEvent) => {
      // The browser itself puts the text at the caret of a text area, unless it is kept from it.
      if (event.target instanceof HTMLTextAreaElement) return;
      if (event.dataTransfer.types.includes(PATH_TYPE)) event.preventDefault();
    },
    onDrop: (event: React.DragEvent) => {
      const path = event.dataTransfer.getData(PATH_TYPE);
      if (path === "" || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      set(`{{ ${path} }}`);
    },
  };
}

function describedBy(
  id: string,
  message: FieldMessage | undefined,
  field: Field,
  compact: boolean,
) {
  const parts = [message && `${id}-message`, !compact && field.description !== "" && `${id}-hint`];
  return parts.filter(Boolean).join(" ") || undefined;
}
