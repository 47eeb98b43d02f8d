// Stands in for a control whose value is computed.
import type { WidgetProps } from "../widgets";
import { TemplateInput } from "./template-input";

export function ExpressionControl({ value, onChange, ...rest }: WidgetProps) {
  return (
    <TemplateInput
      {...rest}
      value={typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value)}
      placeholder="{{ $json.field }}"
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}
