// The label of a field, and how its value can be given.
import { clsx } from "clsx";
import { labelClass } from "@/ui/classes";
import { useForm } from "./context";
import { FieldPicker } from "./expression/field-picker";
import { ModeSwitch } from "./expression/mode-switch";
import type { Computed } from "./field-state";
import type { Field } from "./schema";
import { isGrouped, isTyped } from "./widgets";

interface Props {
  id: string;
  field: Field;
  computed: Computed;
  /** Takes the room beside its control. */
  grow: boolean;
}

export function FieldHeader({ id, field, computed, grow }: Props) {
  const { readOnly } = useForm();
  const typed = isTyped(field.widget);
  return (
    <div className={clsx("flex min-h-6 items-center gap-2", grow && "flex-1")}>
      <Label id={id} field={field} grouped={isGrouped(field.widget) && !computed.on} />
      {field.expression && !readOnly && (
        <span className="ms-auto flex items-center gap-1">
          {!typed && (
            <ModeSwitch computed={computed.on} title={field.title} onChange={computed.switch} />
          )}
          {(computed.on || typed) && <FieldPicker controlId={id} title={field.title} />}
        </span>
      )}
    </div>
  );
}

/** Several controls are named together; a single one is focused by its label. */
function Label({ id, field, grouped }: { id: string; field: Field; grouped: boolean }) {
  const text = (
    <>
      {field.title}
      {field.required && (
        <span className="ms-1 text-bad" title="needed">
          *<span className="sr-only"> (needed)</span>
        </span>
      )}
    </>
  );
  const props = { id: `${id}-label`, className: labelClass, title: field.description || undefined };
  if (grouped) return <span {...props}>{text}</span>;
  return (
    <label {...props} htmlFor={id}>
      {text}
    </label>
  );
}
