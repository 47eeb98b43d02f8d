// A mail being written: the blocks there are, the mail, and what can be said of the chosen
// block. Where there is no room for three columns, settings stand below the block.
import { Plus } from "lucide-react";
import { type ReactNode, useId, useState, useSyncExternalStore } from "react";
import { Button } from "@/ui/button";
import { pathText } from "../json";
import { BlockList, type Handling } from "./block-list";
import {
  added,
  appended,
  BLOCK_NAMES,
  type Block,
  type BlockKind,
  blockAt,
  type Design,
  duplicated,
  movedInto,
  movedTo,
  OUTER_KINDS,
  type Place,
  removed,
  USUAL_STYLE,
  withBlock,
} from "./design";
import { Envelope } from "./envelope";
import { KindList, KindMenu } from "./palette";
import { BlockSettings, StyleSettings } from "./settings";

export interface WriteProps {
  design: Design;
  subject: string;
  /** The parameter the mail stands in. */
  path: string;
  readOnly: boolean;
  onChange(design: Design): void;
  onSubject(subject: string): void;
}

export function Write(props: WriteProps) {
  const { design, readOnly } = props;
  const isNarrow = useNarrow();
  const { block, place, handling, add } = useHandling(props);
  const settings = block && place && (
    <BlockSettings
      key={pathText(place)}
      block={block}
      readOnly={readOnly}
      path={`${props.path}.${pathText(place)}`}
      onChange={(next) => props.onChange(withBlock(design, place, next))}
    />
  );
  const style = <StyleSettings design={design} readOnly={readOnly} onChange={props.onChange} />;
  const below = isNarrow && settings && (
    <div className="mail-tools mt-3 rounded-control border border-line bg-surface p-4 text-start text-ink">
      {settings}
    </div>
  );
  return (
    <div className="flex min-h-0 flex-1">
      {!isNarrow && !readOnly && <Blocks onChoose={add} />}
      <div className="min-w-0 flex-1 overflow-y-auto px-4 py-6 max-sm:px-0 max-sm:py-0">
        <div className="mx-auto grid max-w-165 grid-cols-1 gap-4 max-sm:gap-0">
          <Envelope {...props} />
          <Sheet design={design} handling={{ ...handling, below }} />
          {isNarrow && <Below style={style} readOnly={readOnly} onChoose={add} />}
        </div>
      </div>
      {!isNarrow && <Beside block={block} settings={settings} style={style} />}
    </div>
  );
}

/** The chosen block, and what can be done to blocks. */
function useHandling({ design, readOnly, onChange }: WriteProps) {
  const [chosen, choose] = useState<Place>();
  const id = useId();
  const block = chosen && blockAt(design, chosen);
  const place = block ? chosen : undefined;
  const show = (next: { design: Design; place: Place | undefined }) => {
    onChange(next.design);
    choose(next.place);
    focusOn(next.place);
  };
  const handling: Omit<Handling, "below"> = {
    ...{ id, design, readOnly, choose },
    chosen: place,
    change: (at, next) => onChange(withBlock(design, at, next)),
    move: (at, index) => show(movedTo(design, at, index)),
    moveInto: (at, list, index) => show(movedInto(design, at, list, index)),
    duplicate: (at) => show(duplicated(design, at)),
    remove: (at) => show(removed(design, at)),
    append: (list, kind) => show(appended(design, list, kind)),
  };
  const add = (kind: BlockKind) => show(added(design, kind, place));
  return { block, place, handling, add };
}

type Choosing = { onChoose(kind: BlockKind): void };

function Blocks({ onChoose }: Choosing) {
  return (
    <aside
      aria-label="Blocks to add"
      className="w-60 shrink-0 overflow-y-auto border-e border-line bg-surface p-4"
    >
      <h3 className="mb-3 text-sm font-semibold text-ink-soft">Add a block</h3>
      <KindList kinds={OUTER_KINDS} onChoose={onChoose} />
      <p className="mt-4 text-sm text-ink-soft">
        It goes behind the chosen block. Drag blocks by their grip, also into columns; Alt and an
        arrow key move one, too.
      </p>
    </aside>
  );
}

function Sheet({ design, handling }: { design: Design; handling: Handling }) {
  const style = { ...USUAL_STYLE, ...design.style };
  return (
    <div
      className="rounded-card border border-line p-4 max-sm:rounded-none max-sm:border-x-0 max-sm:p-2"
      style={{
        backgroundColor: style.ground,
        fontFamily: style.font === "serif" ? "Georgia, Cambria, serif" : undefined,
      }}
    >
      <section
        aria-label="The mail"
        className="mail-sheet @container mx-auto max-w-150 rounded-card bg-[#ffffff] px-5 py-6 text-[#1f2a27] scheme-light max-sm:px-1.5"
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
  );
}

/** What stands beside the mail where there is room. */
function Beside(props: { block: Block | undefined; settings: ReactNode; style: ReactNode }) {
  const { block } = props;
  return (
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
          {props.settings}
        </section>
      )}
      <section aria-label="The whole mail">
        <h3 className="mb-4 font-semibold">The whole mail</h3>
        {props.style}
      </section>
    </aside>
  );
}

/** The same below it where there is none. */
function Below({ style, readOnly, onChoose }: Choosing & { style: ReactNode; readOnly: boolean }) {
  return (
    <>
      {!readOnly && (
        <div className="flex justify-center pb-8 max-sm:pt-4">
          <KindMenu
            label="Blocks to add"
            kinds={OUTER_KINDS}
            onChoose={onChoose}
            trigger={<Button icon={<Plus size={16} aria-hidden />}>Add a block</Button>}
          />
        </div>
      )}
      <details className="border-t border-line px-1 pt-3 pb-10 max-sm:px-4">
        <summary className="min-h-8 text-sm font-semibold text-ink-soft">
          Colours and letters
        </summary>
        <div className="pt-3">{style}</div>
      </details>
    </>
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
