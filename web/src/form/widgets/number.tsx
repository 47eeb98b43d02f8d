// Numbers, and lengths of time as a number and a unit.

import { useState } from "react";
import { Input, SelectInput } from "@/ui/input";
import { UNITS, type Unit, unitOf } from "../duration";
import { GroupBox } from "../group-box";
import type { Json } from "../json";
import type { WidgetProps } from "./index";
import { domProps } from "./text";

export function NumberInput(props: WidgetProps) {
  const { schema } = props.field;
  return (
    <Input
      {...domProps(props)}
      type="number"
      inputMode={schema.type === "integer" ? "numeric" : "decimal"}
      min={schema.minimum}
      max={schema.maximum}
      step={schema.multipleOf ?? (schema.type === "integer" ? 1 : "any")}
      onChange={(event) => props.onChange(numberOf(event.target.value))}
    />
  );
}

export function DurationInput(props: WidgetProps) {
  const { id, field, value, onChange } = props;
  const given_ms = numeric(value);
  const default_ms = numeric(field.default);
  const [chosen, setChosen] = useState<Unit>(() => unitOf(given_ms ?? default_ms));
  // A value set from elsewhere, such as by undo, may need a smaller unit.
  const unit =
    given_ms !== undefined && given_ms % chosen.length_ms !== 0 ? unitOf(given_ms) : chosen;
  const shown = (length_ms: number | undefined) =>
    length_ms === undefined ? "" : String(length_ms / unit.length_ms);
  const name = props.label ?? field.title;
  return (
    <GroupBox aria-labelledby={props.labelledBy} aria-label={props.label} className="flex gap-2">
      <Input
        {...domProps(props)}
        aria-label={`${name}: how many`}
        type="number"
        min={0}
        step="any"
        className="min-w-0 flex-1"
        value={shown(given_ms)}
        placeholder={shown(default_ms)}
        onChange={(event) => {
          const count = numberOf(event.target.value);
          onChange(count === undefined ? undefined : Math.round(count * unit.length_ms));
        }}
      />
      <SelectInput
        id={`${id}-unit`}
        className="w-36"
        disabled={props.readOnly}
        aria-label={`${name}: unit`}
        value={unit.name}
        options={UNITS.map(({ name }) => ({ value: name, label: name }))}
        onChange={(event) => {
          const next = UNITS.find(({ name }) => name === event.target.value) ?? unit;
          setChosen(next);
          if (given_ms !== undefined)
            onChange(Math.round((given_ms / unit.length_ms) * next.length_ms));
        }}
      />
    </GroupBox>
  );
}

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? undefined : value;
}

function numeric(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
