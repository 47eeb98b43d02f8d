// The composer of a mail, over the whole page: the blocks there are, the mail, and what
// can be said of the chosen block; or the mail as people get it.
import { Check, Redo2, Undo2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { Segments } from "@/ui/segments";
import { useForm } from "../context";
import "./mail.css";
import { PageDialog } from "./page-dialog";
import { MessagePreview } from "./preview";
import { Write, type WriteProps } from "./write";

interface Props extends WriteProps {
  start: View;
  onClose(): void;
}

type View = "write" | "preview";

export default function Composer(props: Props) {
  const { readOnly, onClose } = props;
  const [view, setView] = useState<View>(props.start);
  const { history } = useForm().context;
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
    // What was typed last and what was moved last are steps of one row.
    event.preventDefault();
    event.stopPropagation();
    if (key === "y" || event.shiftKey) history?.redo();
    else history?.undo();
  };
  const head = (
    <>
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
    </>
  );
  return (
    <PageDialog
      title="Compose the mail"
      titleClass="max-sm:sr-only"
      head={head}
      headClass="flex-wrap gap-x-4 gap-y-2 px-5 py-2.5 max-sm:px-3"
      className="m-0 h-dvh w-dvw animate-appear"
      onKeyDown={onKeyDown}
      onClose={onClose}
    >
      {view === "write" ? <Write {...props} /> : <MessagePreview />}
    </PageDialog>
  );
}
