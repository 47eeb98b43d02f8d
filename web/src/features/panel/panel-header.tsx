// Which node it is: icon, name, kind; and what can be done with it as a whole.
import { BookOpen, Maximize2, Minimize2, X } from "lucide-react";
import { useState } from "react";
import { KindIcon } from "@/canvas/KindIcon";
import { Markdown } from "@/form";
import { freeName, type NodePanelProps, takenNames } from "@/graph";
import { IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SwitchInput } from "@/ui/toggle";
import { Presets } from "./presets";

type Props = NodePanelProps & { wide: boolean; onWide(wide: boolean): void };

export function PanelHeader(props: Props) {
  const { node, kind, readOnly, wide } = props;
  const [docsOpen, setDocsOpen] = useState(false);
  return (
    <header className="flex items-center gap-3 border-b border-line py-3 ps-5 pe-3">
      <KindIcon kind={kind} />
      <div className="min-w-0 flex-1">
        <NameField {...props} />
        <p className="truncate ps-1.5 text-sm text-ink-soft">
          {kind?.title ?? "This server does not know this kind of node"}
        </p>
      </div>
      {!readOnly && (
        <span
          className="flex items-center gap-2 text-sm text-ink-soft"
          title="A node that is off passes its items on untouched"
        >
          <span className="max-sm:sr-only">{node.disabled ? "Off" : "On"}</span>
          <SwitchInput
            aria-label={`${node.name} is on`}
            checked={!node.disabled}
            onChange={(on) =>
              props.onCommand({
                type: "set_options",
                node: node.id,
                options: { disabled: on ? null : true },
              })
            }
          />
        </span>
      )}
      <span className="flex">
        {kind && Object.keys(kind.parameters.properties ?? {}).length > 0 && (
          <Presets {...props} kind={kind} />
        )}
        {kind?.docs && (
          <IconButton
            label="How it works"
            icon={<BookOpen size={17} />}
            onClick={() => setDocsOpen(true)}
          />
        )}
        <IconButton
          label={wide ? "One column" : "Input, parameters and output side by side"}
          icon={wide ? <Minimize2 size={17} /> : <Maximize2 size={17} />}
          className="max-lg:hidden"
          aria-pressed={wide}
          onClick={() => props.onWide(!wide)}
        />
        <IconButton
          label="Close"
          shortcut="escape"
          icon={<X size={18} />}
          onClick={props.onClose}
        />
      </span>
      {docsOpen && kind && (
        <Dialog
          title={kind.title}
          description={kind.summary}
          width="wide"
          onClose={() => setDocsOpen(false)}
        >
          <Markdown text={withoutTitle(kind.docs)} />
        </Dialog>
      )}
    </header>
  );
}

/** A name is given when the field is left, for every expression that names the node follows. */
function NameField({ document, node, readOnly, onCommand }: Props) {
  const [draft, setDraft] = useState<string>();
  const rename = () => {
    const wanted = draft?.trim() ?? "";
    setDraft(undefined);
    if (wanted === "" || wanted === node.name) return;
    onCommand({ type: "rename_node", node: node.id, name: freeName(wanted, takenNames(document)) });
  };
  return (
    <input
      aria-label="Name of the node"
      value={draft ?? node.name}
      readOnly={readOnly}
      spellCheck={false}
      className="w-full truncate rounded-small border border-transparent bg-transparent px-1.5 text-lg font-semibold hover:not-read-only:border-line focus:not-read-only:border-accent"
      onChange={(event) => setDraft(event.target.value)}
      onBlur={rename}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape" && draft !== undefined) {
          event.preventDefault();
          setDraft(undefined);
        }
      }}
    />
  );
}

/** The dialog has the title already. */
function withoutTitle(markdown: string): string {
  return markdown.replace(/^\s*# .*\n/, "");
}
