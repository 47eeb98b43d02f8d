// Fields to type in or to choose from, with label, hint and error.
import type { ComponentProps } from "react";
import { Field, type FieldProps } from "./field";
import { Input, SelectInput, type SelectOption, TextAreaInput } from "./input";

export function TextField({
  label,
  hint,
  error,
  aside,
  className,
  ...rest
}: FieldProps & ComponentProps<"input">) {
  return (
    <Field {...{ label, hint, error, aside, className }}>
      {(control) => <Input {...rest} {...control} />}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  aside,
  className,
  ...rest
}: FieldProps & ComponentProps<"textarea">) {
  return (
    <Field {...{ label, hint, error, aside, className }}>
      {(control) => <TextAreaInput {...rest} {...control} />}
    </Field>
  );
}

export function Select({
  label,
  hint,
  error,
  aside,
  className,
  ...rest
}: FieldProps & ComponentProps<"select"> & { options: readonly SelectOption[] }) {
  return (
    <Field {...{ label, hint, error, aside, className }}>
      {(control) => <SelectInput {...rest} {...control} />}
    </Field>
  );
}
