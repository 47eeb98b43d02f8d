// One of several values, and yes or no.
import { hintClass } from "@/ui/classes";
import { SelectInput } from "@/ui/input";
import { SwitchInput } from "@/ui/toggle";
import { type Json, sameJson } from "../json";
import type { WidgetProps } from "./index";

/** Values need not be texts, so the control counts them. */
const NONE = "";

export function SelectChoice(props: WidgetProps) {
  const { field, value, onChange } = props;
  const at = field.options.findIndex((option) => sameJson(option.value, value));
  const unknown = value !== undefined && value !== null && at === -1;
  const chosen = field.options[at] ?? defaultOption(props);
  return (
    <div className="grid gap-1.5">
      <SelectInput
        id={props.id}
        disabled={props.readOnly}
        value={unknown ? "unknown" : at === -1 ? NONE : String(at)}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        onBlur={props.onBlur}
        onChange={(event) => onChange(field.options[Number(event.target.value || "-1")]?.value)}
        options={[
          ...(unknown ? [{ value: "unknown", label: String(value), disabled: true }] : []),
          ...noneOption(props, at === -1),
          ...field.options.map((option, index) => ({ value: String(index), label: option.title })),
        ]}
      />
      {chosen && chosen.description !== "" && !props.label && (
        <p className={hintClass}>{chosen.description}</p>
      )}
    </div>
  );
}

function noneOption(props: WidgetProps, chosen: boolean) {
  const byDefault = defaultOption(props);
  // The default is one of the choices: it is shown by its name and need not stand twice.
  if (byDefault) return chosen ? [{ value: NONE, label: byDefault.title }] : [];
  return props.field.required && !chosen
    ? []
    : [{ value: NONE, label: props.field.required ? "Choose…" : "–" }];
}

function defaultOption({ field }: WidgetProps) {
  const byDefault: Json | undefined = field.default;
  return byDefault === undefined
    ? undefined
    : field.options.find((option) => sameJson(option.value, byDefault));
}

export function SwitchChoice({ id, field, value, onChange, ...props }: WidgetProps) {
  return (
    <SwitchInput
      id={id}
      disabled={props.readOnly}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      checked={(value ?? field.default) === true}
      onChange={(checked) => onChange(checked)}
    />
  );
}
