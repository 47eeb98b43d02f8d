// A value that can have several shapes: first which one, then its fields.

import { hintClass } from "@/ui/classes";
import { SelectInput } from "@/ui/input";
import { useForm } from "../context";
import { Fields } from "../fields";
import { GroupBox } from "../group-box";
import { isObject } from "../json";
import { fieldsOf, variantsOf } from "../schema";
import type { WidgetProps } from "./index";

export function VariantChoice({ id, field, path, value, onChange, ...props }: WidgetProps) {
  const { root } = useForm();
  const variants = variantsOf(field.schema, root);
  const own = isObject(value) ? value : isObject(field.default) ? field.default : {};
  const at = variants.findIndex((variant) => own[variant.tag] === variant.value);
  const variant = variants[at];
  const none =
    field.required && at !== -1 ? [] : [{ value: "-1", label: field.required ? "Choose…" : "–" }];
  return (
    <GroupBox aria-labelledby={props.labelledBy} className="grid gap-3">
      <SelectInput
        id={id}
        disabled={props.readOnly}
        aria-label={`${field.title}: kind`}
        aria-invalid={props.invalid || undefined}
        value={String(at)}
        options={[
          ...none,
          ...variants.map((one, index) => ({ value: String(index), label: one.title })),
        ]}
        onChange={(event) => {
          const next = variants[Number(event.target.value)];
          // What both shapes have stays: a person who tries the other loses nothing.
          onChange(
            next === undefined
              ? undefined
              : { ...shared(own, next.schema.properties), [next.tag]: next.value },
          );
        }}
      />
      {variant?.description && <p className={hintClass}>{variant.description}</p>}
      {variant && (
        <Fields
          fields={fieldsOf(variant.schema, root).filter((one) => one.name !== variant.tag)}
          value={own}
          path={path}
          onChange={onChange}
        />
      )}
    </GroupBox>
  );
}

function shared(value: { readonly [name: string]: unknown }, properties: object = {}) {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name in properties)) as Record<
    string,
    never
  >;
}
