// The composer of a mail, over the whole page: the blocks there are, the mail, and what
// can be said of the chosen block; or the mail as people get it.
import { Check, Redo2, Undo2 } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { LayerContext } from "@/ui/layer";
import { Segments } from "@/ui/segments";
import { useForm } from "../context";
import "./mail.css";
import { MessagePreview } from "./preview";
import { Write, type WriteProps } from "./write";

interface Props extends WriteProps {
  start: View;
  onClose(): void;
}

type View = "write" | "preview";

export default function Composer(props: Props) {
  const { readOnly, onClose } = props;
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const [view, setView] = useState<View>(props.start);
  const { history } = useForm().context;
  const id = useId();
  useOpenWhileDrawn(element);
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
    // What was typed last and what was moved last are steps of one row.
    event.preventDefault();
    event.stopPropagation();
    if (key === "y" || event.shiftKey) history?.redo();
    else history?.undo();
  };
  return (
    <dialog
      ref={setElement}
      aria-labelledby={id}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-0 h-dvh max-h-none w-dvw max-w-none animate-appear overflow-hidden bg-ground text-ink open:flex"
    >
      <LayerContext value={element}>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-5 py-2.5 max-sm:px-3">
            <h2 id={id} className="text-lg font-semibold max-sm:sr-only">
              Compose the mail
            </h2>
            <Segments<View>
              label="View of the mail"
              value={view}
              options={[
                { value: "write", label: "Write" },
                { value: "preview", label: "Preview and test" },
              ]}
              onChange={setView}
            />
            <span className="ms-auto flex items-center gap-1">
              {!readOnly && history && (
                <>
                  <IconButton
                    label="Undo"
                    shortcut="mod+z"
                    icon={<Undo2 size={17} />}
                    disabled={!history.canUndo}
                    onClick={history.undo}
                  />
                  <IconButton
                    label="Redo"
                    shortcut="mod+shift+z"
                    icon={<Redo2 size={17} />}
                    disabled={!history.canRedo}
                    onClick={history.redo}
                  />
                </>
              )}
              <Button
                variant="primary"
                size="small"
                className="ms-2"
                icon={<Check size={15} aria-hidden />}
                onClick={onClose}
              >
                Done
              </Button>
            </span>
          </header>
          {view === "write" ? <Write {...props} /> : <MessagePreview />}
        </div>
      </LayerContext>
    </dialog>
  );
}
