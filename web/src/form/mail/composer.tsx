// The composer of a mail, over the whole page: the blocks there are, the mail, and what
// can be said of the chosen block; or the mail as people get it.
import { Check, Plus, Redo2, Undo2 } from "lucide-react";
import { type KeyboardEvent, useId, useState, useSyncExternalStore } from "react";
import { Button, IconButton } from "@/ui/button";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { LayerContext } from "@/ui/layer";
import { Segments } from "@/ui/segments";
import { useForm } from "../context";
import { pathText } from "../json";
import { BlockList, type Handling } from "./block-list";
import {
  added,
  appended,
  BLOCK_NAMES,
  type BlockKind,
  blockAt,
  type Design,
  duplicated,
  movedTo,
  OUTER_KINDS,
  type Place,
  removed,
  USUAL_STYLE,
  withBlock,
} from "./design";
import { Envelope } from "./envelope";
import { KindList, KindMenu } from "./palette";
import "./mail.css";
import { MessagePreview } from "./preview";
import { BlockSettings, StyleSettings } from "./settings";

interface Props {
  design: Design;
  subject: string;
  /** The parameter the mail stands in. */
  path: string;
  start: "write" | "preview";
  readOnly: boolean;
  onChange(design: Design): void;
  onSubject(subject: string): void;
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

function Write(props: Props) {
  const { design, readOnly, path, onChange } = props;
  const [chosen, setChosen] = useState<Place>();
  const isNarrow = useNarrow();
  const id = useId();
  const block = chosen && blockAt(design, chosen);
  const place = block ? chosen : undefined;

  const show = (next: { design: Design; place: Place | undefined }, isFocused = true) => {
    onChange(next.design);
    setChosen(next.place);
    if (isFocused) focusOn(next.place);
  };
  const add = (kind: BlockKind) => show(added(design, kind, place));
  const settings = block && place && (
    <BlockSettings
      key={pathText(place)}
      block={block}
      readOnly={readOnly}
      path={`${path}.${pathText(place)}`}
      onChange={(next) => onChange(withBlock(design, place, next))}
    />
  );
  const handling: Handling = {
    ...{ id, design, readOnly },
    chosen: place,
    below: isNarrow && settings && (
      <div className="mail-tools mt-3 rounded-control border border-line bg-surface p-4 text-start text-ink">
        {settings}
      </div>
    ),
    choose: setChosen,
    change: (at, next) => onChange(withBlock(design, at, next)),
    move: (at, index) => show(movedTo(design, at, index)),
    duplicate: (at) => show(duplicated(design, at)),
    remove: (at) => show(removed(design, at)),
    append: (list, kind) => show(appended(design, list, kind)),
  };
  const style = { ...USUAL_STYLE, ...design.style };
  return (
    <div className="flex min-h-0 flex-1">
      {!isNarrow && !readOnly && (
        <aside
          aria-label="Blocks to add"
          className="w-60 shrink-0 overflow-y-auto border-e border-line bg-surface p-4"
        >
          <h3 className="mb-3 text-sm font-semibold text-ink-soft">Add a block</h3>
          <KindList kinds={OUTER_KINDS} onChoose={add} />
          <p className="mt-4 text-sm text-ink-soft">
            It goes behind the chosen block. Alt and an arrow key move a block.
          </p>
        </aside>
      )}
      <div className="min-w-0 flex-1 overflow-y-auto px-4 py-6 max-sm:px-0 max-sm:py-0">
        <div className="mx-auto grid max-w-165 grid-cols-1 gap-4 max-sm:gap-0">
          <Envelope {...props} />
          <div
            className="rounded-card border border-line p-4 max-sm:rounded-none max-sm:border-x-0 max-sm:p-2"
            style={{
              backgroundColor: style.ground,
              fontFamily: style.font === "serif" ? "Georgia, Cambria, serif" : undefined,
            }}
          >
            <section
              aria-label="The mail"
              className="@container mx-auto max-w-150 rounded-card bg-[#ffffff] px-5 py-6 text-[#1f2a27] scheme-light max-sm:px-1.5"
              style={{ "--mail-accent": style.accent } as React.CSSProperties}
            >
              <BlockList list={["blocks"]} handling={handling} />
              {(design.blocks ?? []).length === 0 && (
                <p className="py-10 text-center text-[#46524e]">
                  The mail is empty. Add a heading or a text to begin with.
                </p>
              )}
            </section>
          </div>
          {isNarrow && !readOnly && (
            <div className="flex justify-center pb-8 max-sm:pt-4">
              <KindMenu
                label="Blocks to add"
                kinds={OUTER_KINDS}
                onChoose={add}
                trigger={<Button icon={<Plus size={16} aria-hidden />}>Add a block</Button>}
              />
            </div>
          )}
          {isNarrow && (
            <details className="border-t border-line px-1 pt-3 pb-10 max-sm:px-4">
              <summary className="min-h-8 text-sm font-semibold text-ink-soft">
                Colours and letters
              </summary>
              <div className="pt-3">
                <StyleSettings design={design} readOnly={readOnly} onChange={onChange} />
              </div>
            </details>
          )}
        </div>
      </div>
      {!isNarrow && (
        <aside
          aria-label="Settings"
          className="w-76 shrink-0 overflow-y-auto border-s border-line bg-surface p-5"
        >
          {block && (
            <section
              aria-label={`${BLOCK_NAMES[block.kind]}: settings`}
              className="mb-6 border-b border-line pb-6"
            >
              <h3 className="mb-4 font-semibold">{BLOCK_NAMES[block.kind]}</h3>
              {settings}
            </section>
          )}
          <section aria-label="The whole mail">
            <h3 className="mb-4 font-semibold">The whole mail</h3>
            <StyleSettings design={design} readOnly={readOnly} onChange={onChange} />
          </section>
        </aside>
      )}
    </div>
  );
}

/** The block that was just added or moved has the keyboard, its words if it has some. */
function focusOn(place: Place | undefined): void {
  if (place === undefined) return;
  requestAnimationFrame(() => {
    const frame = document.querySelector<HTMLElement>(`[data-block="${pathText(place)}"]`);
    const words = frame?.querySelector<HTMLElement>(":scope > [role=textbox]");
    (words ?? frame)?.focus();
    frame?.scrollIntoView?.({ block: "nearest" });
  });
}

const NARROW = "(width < 1100px)";

/** Whether there is no room for settings beside the mail. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(NARROW);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(NARROW).matches,
  );
}
