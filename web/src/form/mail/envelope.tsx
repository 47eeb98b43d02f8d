// What of a mail is seen before it is opened: its subject and the words beside it.
import { useId } from "react";
import { useForm } from "../context";
import { FieldPicker } from "../expression/field-picker";
import { PreviewLine } from "../expression/preview-line";
import { TemplateInput } from "../expression/template-input";
import type { Design } from "./design";

interface Props {
  design: Design;
  subject: string;
  readOnly: boolean;
  onChange(design: Design): void;
  onSubject(subject: string): void;
}

export function Envelope({ design, subject, readOnly, onChange, onSubject }: Props) {
  const { message } = useForm().context;
  return (
    <section
      aria-label="What is seen before the mail is opened"
      className="grid gap-3 rounded-card border border-line bg-surface p-4 shadow-card max-sm:rounded-none max-sm:border-x-0 max-sm:shadow-none"
    >
      {message?.subject !== undefined && (
        <Line
          label="Subject"
          value={subject}
          placeholder="What the mail is about"
          readOnly={readOnly}
          onChange={onSubject}
        />
      )}
      <Line
        label="Preview text"
        value={design.preheader ?? ""}
        placeholder="Shown beside the subject in a list of mails"
        readOnly={readOnly}
        onChange={(preheader) => onChange({ ...design, preheader })}
      />
    </section>
  );
}

function Line(props: {
  label: string;
  value: string;
  placeholder: string;
  readOnly: boolean;
  onChange(value: string): void;
}) {
  const id = useId();
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 max-sm:grid-cols-[minmax(0,1fr)_auto]">
      <label htmlFor={id} className="pt-2 text-sm font-medium max-sm:pt-1">
        {props.label}
      </label>
      <div className="min-w-0 max-sm:order-last max-sm:col-span-2">
        <TemplateInput
          id={id}
          value={props.value}
          placeholder={props.placeholder}
          readOnly={props.readOnly}
          onChange={props.onChange}
        />
        <PreviewLine template={props.value} />
      </div>
      <span className="pt-2 max-sm:pt-0">
        {!props.readOnly && <FieldPicker controlId={id} title={props.label} />}
      </span>
    </div>
  );
}
