// Texts of one line, of several lines, and of code.

import { clsx } from "clsx";
import { Input, TextAreaInput } from "@/ui/input";
import { TemplateInput } from "../expression/template-input";
import type { Json } from "../json";
import type { WidgetProps } from "./index";

const INPUT_MODE = { email: "email", phone: "tel" } as const;

export function LineText(props: WidgetProps) {
  const { field } = props;
  const inputMode = INPUT_MODE[field.widget as keyof typeof INPUT_MODE];
  if (field.expression) {
    return (
      <TemplateInput
        {...controlProps(props)}
        {...(inputMode ? { inputMode } : {})}
        onChange={textChange(props)}
      />
    );
  }
  return (
    <Input
      {...domProps(props)}
      inputMode={inputMode}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => textChange(props)(event.target.value)}
    />
  );
}

export function LongText(props: WidgetProps) {
  return <Lines {...props} lines={props.dense ? 1 : 3} wraps />;
}

export function CodeText(props: WidgetProps) {
  return <Lines {...props} lines={6} mono />;
}

/** A text of several lines, also drawn by the widgets for HTML. */
export function Lines({
  lines,
  mono = false,
  wraps = false,
  ...props
}: WidgetProps & { lines: number; mono?: boolean; wraps?: boolean }) {
  if (props.field.expression) {
    return (
      <TemplateInput
        {...controlProps(props)}
        lines={lines}
        wraps={wraps}
        mono={mono}
        onChange={textChange(props)}
      />
    );
  }
  return (
    <TextAreaInput
      {...domProps(props)}
      rows={lines}
      spellCheck={!mono}
      className={clsx(mono && "font-mono text-sm!")}
      onChange={(event) => textChange(props)(event.target.value)}
    />
  );
}

/** An empty text is no text: what the placeholder says then holds. */
function textChange({ onChange }: WidgetProps) {
  return (text: string) => onChange(text === "" ? undefined : text);
}

/** The default stands in the empty field. */
export function placeholderOf({ field }: WidgetProps): string {
  if (field.placeholder !== "") return field.placeholder;
  if (field.default === undefined || field.default === "") return "";
  return typeof field.default === "object" ? JSON.stringify(field.default) : String(field.default);
}

function controlProps(props: WidgetProps) {
  const { id, field, value, onBlur, invalid, describedBy, label, readOnly } = props;
  return {
    ...{ id, onBlur, invalid, describedBy, label, readOnly },
    value: shownText(value),
    required: field.required,
    placeholder: placeholderOf(props),
  };
}

/** The same for the browser's own controls. */
export function domProps(props: WidgetProps) {
  const { describedBy, label, invalid, ...control } = controlProps(props);
  return {
    ...control,
    "aria-describedby": describedBy,
    "aria-label": label,
    "aria-invalid": invalid || undefined,
  };
}

/** A list where a text may stand too, such as of addresses, is shown with commas. */
function shownText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  const isPlainList = Array.isArray(value) && value.every((entry) => typeof entry === "string");
  return isPlainList ? value.join(", ") : JSON.stringify(value);
}
