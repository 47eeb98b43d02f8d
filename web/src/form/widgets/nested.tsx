// The fields of an object inside an object.

import { useForm } from "../context";
import { Fields } from "../fields";
import { GroupBox } from "../group-box";
import { isObject } from "../json";
import { fieldsOf } from "../schema";
import type { WidgetProps } from "./index";

export function Nested({ field, path, value, onChange, labelledBy, label }: WidgetProps) {
  const { root } = useForm();
  return (
    <GroupBox
      aria-labelledby={labelledBy}
      aria-label={label}
      className="border-s-2 border-line ps-4"
    >
      <Fields
        fields={fieldsOf(field.schema, root)}
        value={isObject(value) ? value : {}}
        path={path}
        onChange={(next) =>
          onChange(Object.keys(next).length === 0 && !field.required ? undefined : next)
        }
      />
    </GroupBox>
  );
}
