// Which control draws which widget.

import type { ComponentType } from "react";
import type { Json, Path } from "../json";
import type { Field, Widget } from "../schema";
import { SelectChoice, SwitchChoice } from "./choice";
import { Choices } from "./choices";
import { Conditions } from "./conditions";
import { Cron } from "./cron";
import { FlowChoice } from "./flow";
import { HtmlText } from "./html";
import { JsonText } from "./json-text";
import { KeyValue } from "./key-value";
import { List } from "./list";
import { MailDesign } from "./mail";
import { Moment } from "./moment";
import { Nested } from "./nested";
import { DurationInput, NumberInput } from "./number";
import { RequestUrl } from "./request-url";
import { CopyText, Secret } from "./secret";
import { SmsText } from "./sms";
import { SqlText } from "./sql";
import { CodeText, LineText, LongText } from "./text";
import { TimeZone } from "./time-zone";
import { VariantChoice } from "./variant";

/** What every control is given. */
export interface WidgetProps {
  id: string;
  field: Field;
  path: Path;
  value: Json | undefined;
  /** `undefined` takes the value away. */
  onChange(next: Json | undefined): void;
  onBlur(): void;
  invalid: boolean;
  describedBy: string | undefined;
  labelledBy: string | undefined;
  /** The name of the control where no label is drawn. */
  label: string | undefined;
  readOnly: boolean;
  /** Stands in an entry of a list, where room is short. */
  dense: boolean;
}

export const widgets: Record<Widget, ComponentType<WidgetProps>> = {
  text: LineText,
  email: LineText,
  phone: LineText,
  expression: LineText,
  multiline: LongText,
  code: CodeText,
  html: HtmlText,
  mail: MailDesign,
  // Drawn by the control of another parameter; see `Fields`.
  beside: Nested,
  json: JsonText,
  select: SelectChoice,
  switch: SwitchChoice,
  number: NumberInput,
  duration: DurationInput,
  datetime: Moment,
  time_zone: TimeZone,
  flow: FlowChoice,
  cron: Cron,
  key_value: KeyValue,
  list: List,
  choices: Choices,
  media_list: List,
  conditions: Conditions,
  object: Nested,
  variant: VariantChoice,
  password: Secret,
  copy: CopyText,
  request_url: RequestUrl,
  sms: SmsText,
  sql: SqlText,
};

const TYPED: ReadonlySet<Widget> = new Set([
  "text",
  "email",
  "phone",
  "expression",
  "multiline",
  "code",
  "html",
  "json",
  "request_url",
  "sms",
  "sql",
]);
const GROUPED: ReadonlySet<Widget> = new Set([
  "key_value",
  "list",
  "choices",
  "media_list",
  "conditions",
  "object",
  "cron",
  "variant",
  "html",
  "mail",
  "duration",
]);

/** Whether the control is a text in which an expression can stand as it is. */
export function isTyped(widget: Widget): boolean {
  return TYPED.has(widget);
}

/** Whether the widget is several controls, so that no single one is labelled. */
export function isGrouped(widget: Widget): boolean {
  return GROUPED.has(widget);
}
