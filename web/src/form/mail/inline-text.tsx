// A text of the mail that is typed where it stands, in one look.
import { clsx } from "clsx";
import { pastePlain, useTypedArea } from "./typed-area";

interface Props {
  id: string;
  label: string;
  value: string;
  placeholder: string;
  readOnly: boolean;
  className?: string;
  style?: React.CSSProperties;
  onChange(value: string): void;
}

const read = (element: HTMLElement) => (element.textContent ?? "").replaceAll(/[\r\n]+/g, " ");
const write = (element: HTMLElement, value: string) => {
  element.textContent = value;
};

export function InlineText(props: Props) {
  const { id, label, value, placeholder, readOnly } = props;
  const area = useTypedArea({ value, read, write, onChange: props.onChange });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a text area has not the letters of the mail
    <div
      ref={area.ref}
      id={id}
      role="textbox"
      tabIndex={0}
      aria-label={label}
      aria-readonly={readOnly || undefined}
      data-empty={value === "" || undefined}
      data-placeholder={placeholder}
      contentEditable={!readOnly}
      suppressContentEditableWarning
      spellCheck={!value.includes("{{")}
      className={clsx("mail-typed", props.className)}
      style={props.style}
      onInput={area.onInput}
      onPaste={(event) => pastePlain(event, true)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.preventDefault();
      }}
    />
  );
}
