// Paragraphs, lists and links of the mail, typed where they stand.
import { Bold, Italic, Link2, List, ListOrdered, Unlink } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { FieldPicker } from "../expression/field-picker";
import { TemplateInput } from "../expression/template-input";
import type { Json } from "../json";
import { type Line, linesText } from "./design";
import { readLines, writeLines } from "./rich";
import { pastePlain, useTypedArea } from "./typed-area";

interface Props {
  id: string;
  label: string;
  lines: readonly Line[];
  placeholder: string;
  readOnly: boolean;
  /** The tools are shown: the block is chosen. */
  active: boolean;
  className?: string;
  style?: React.CSSProperties;
  onChange(lines: Line[]): void;
}

const read = (element: HTMLElement) => readLines(element) as Json;
const write = (element: HTMLElement, value: Json) => writeLines(element, value as Line[]);

export function RichText(props: Props) {
  const { id, label, lines, placeholder, readOnly, active } = props;
  const area = useTypedArea<Json>({
    value: lines as Json,
    read,
    write,
    onChange: (next) => props.onChange(next as Line[]),
  });
  const [link, setLink] = useState<Linking>();
  const isPlain = lines.every(({ list }) => list === undefined || list === "none");
  const beginLink = () => area.ref.current && setLink(linkAt(area.ref.current));
  return (
    <>
      {active && !readOnly && (
        <Tools id={id} label={label} onLink={beginLink}>
          {link && <LinkRow linking={link} onDone={() => setLink(undefined)} />}
        </Tools>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a text area has not the letters of the mail */}
      <div
        ref={area.ref}
        id={id}
        role="textbox"
        tabIndex={0}
        aria-multiline
        aria-label={label}
        aria-readonly={readOnly || undefined}
        data-empty={(linesText(lines) === "" && isPlain) || undefined}
        data-placeholder={placeholder}
        contentEditable={!readOnly}
        suppressContentEditableWarning
        spellCheck
        className={`mail-typed mail-rich ${props.className ?? ""}`}
        style={props.style}
        onFocus={() => document.execCommand("defaultParagraphSeparator", false, "p")}
        onInput={area.onInput}
        onPaste={(event) => pastePlain(event, false)}
        onKeyDown={(event) => {
          if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
          event.preventDefault();
          event.stopPropagation();
          beginLink();
        }}
      />
    </>
  );
}

const TOOLS = [
  { command: "bold", label: "Bold", shortcut: "mod+b", icon: <Bold size={15} /> },
  { command: "italic", label: "Italic", shortcut: "mod+i", icon: <Italic size={15} /> },
  { command: "insertUnorderedList", label: "List with dots", icon: <List size={16} /> },
  { command: "insertOrderedList", label: "List with numbers", icon: <ListOrdered size={16} /> },
] as const;

function Tools(props: { id: string; label: string; children: React.ReactNode; onLink(): void }) {
  return (
    <div role="toolbar" aria-label={`Look of ${props.label}`} className="mail-tools grid gap-2">
      <div className="flex flex-wrap items-center gap-0.5">
        {TOOLS.map(({ command, label, icon, ...rest }) => (
          <IconButton
            key={command}
            label={label}
            icon={icon}
            {...rest}
            // The text keeps the keyboard and what is selected in it.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              const element = document.getElementById(props.id);
              if (document.activeElement !== element) element?.focus();
              document.execCommand(command);
            }}
          />
        ))}
        <IconButton
          label="Link"
          shortcut="mod+k"
          icon={<Link2 size={16} />}
          onMouseDown={(event) => event.preventDefault()}
          onClick={props.onLink}
        />
        <FieldPicker controlId={props.id} title={props.label} />
      </div>
      {props.children}
    </div>
  );
}

/** A link that is being made or changed: what it stands on, and where it leads now. */
interface Linking {
  element: HTMLElement;
  range: Range;
  address: string;
  isNew: boolean;
}

function linkAt(element: HTMLElement): Linking | undefined {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0).cloneRange();
  if (!element.contains(range.commonAncestorContainer)) return undefined;
  const parent = range.commonAncestorContainer.parentElement;
  const anchor = parent?.closest("a");
  if (anchor && element.contains(anchor)) {
    range.selectNodeContents(anchor);
    return { element, range, address: anchor.getAttribute("href") ?? "", isNew: false };
  }
  return { element, range, address: "", isNew: true };
}

function LinkRow({ linking, onDone }: { linking: Linking; onDone(): void }) {
  const id = useId();
  const [address, setAddress] = useState(linking.address);
  useEffect(() => document.getElementById(id)?.focus(), [id]);
  const back = () => {
    linking.element.focus();
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(linking.range);
  };
  const set = () => {
    back();
    const wanted = address.trim();
    if (wanted === "") document.execCommand("unlink");
    else if (linking.range.collapsed) insertLinked(wanted);
    else document.execCommand("createLink", false, wanted);
    onDone();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field in it
    <div
      className="flex flex-wrap items-start gap-2"
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Enter") set();
        else {
          back();
          onDone();
        }
      }}
    >
      <div className="min-w-48 flex-1">
        <TemplateInput
          id={id}
          value={address}
          label="Address of the link"
          placeholder="https://"
          inputMode="url"
          onChange={setAddress}
        />
      </div>
      <span className="pt-1">
        <FieldPicker controlId={id} title="the link" />
      </span>
      <Button size="small" className="mt-1" onClick={set}>
        {linking.isNew ? "Set link" : "Change link"}
      </Button>
      {!linking.isNew && (
        <IconButton
          label="Take the link away"
          icon={<Unlink size={15} />}
          className="mt-1"
          onClick={() => {
            back();
            document.execCommand("unlink");
            onDone();
          }}
        />
      )}
    </div>
  );
}

/** With nothing selected the address itself is what is read. */
function insertLinked(address: string): void {
  document.execCommand("insertText", false, address);
  const selection = getSelection();
  const node = selection?.anchorNode;
  if (!selection || !node || node.nodeType !== Node.TEXT_NODE) return;
  const end = selection.anchorOffset;
  const range = document.createRange();
  range.setStart(node, Math.max(0, end - address.length));
  range.setEnd(node, end);
  selection.removeAllRanges();
  selection.addRange(range);
  document.execCommand("createLink", false, address);
  getSelection()?.collapseToEnd();
}
