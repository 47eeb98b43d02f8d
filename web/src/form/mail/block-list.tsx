// The blocks of a mail, or of a column of it, below each other: chosen by pointer or
// keyboard, put in order by drag or by keyboard.
import { clsx } from "clsx";
import { ArrowDown, ArrowUp, Copy, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/ui/button";
import { Grip, useDrop } from "../drag";
import { type Path, pathText, sameJson } from "../json";
import { BlockView } from "./block-view";
import {
  BLOCK_NAMES,
  type Block,
  type BlockKind,
  canMove,
  type Design,
  INNER_KINDS,
  listAt,
  type Place,
  sideways,
} from "./design";
import { KindMenu } from "./palette";

export interface Handling {
  id: string;
  design: Design;
  readOnly: boolean;
  chosen: Place | undefined;
  /** What stands below the chosen block where there is no room beside the mail. */
  below: ReactNode;
  choose(place: Place): void;
  change(place: Place, block: Block): void;
  move(place: Place, index: number): void;
  /** Into another list, too: that of the mail, or of a column. */
  moveInto(place: Place, list: Path, index: number): void;
  duplicate(place: Place): void;
  remove(place: Place): void;
  append(list: Path, kind: BlockKind): void;
}

export function BlockList({ list, handling }: { list: Path; handling: Handling }) {
  const blocks = listAt(handling.design, list);
  // What is let go below the last block of a column goes to its end.
  const drop = useBlockDrop(list, blocks.length, handling);
  return (
    <div
      {...(list.length > 1 ? drop.props : {})}
      className={clsx("grid grid-cols-1 content-start", list.length > 1 && "min-h-full")}
    >
      {blocks.map((block, index) => (
        <BlockFrame
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no names; typed areas follow their values
          key={`${block.kind}-${index}`}
          block={block}
          place={[...list, index]}
          handling={handling}
        />
      ))}
      {list.length > 1 && drop.over && (
        <span aria-hidden className="h-0.75 rounded-small bg-(--mail-mark)" />
      )}
      {blocks.length === 0 && !handling.readOnly && list.length > 1 && (
        <KindMenu
          label="Add to this column"
          kinds={INNER_KINDS}
          onChoose={(kind) => handling.append(list, kind)}
          trigger={
            <button
              type="button"
              className="m-1 flex min-h-16 items-center justify-center gap-2 rounded-control border border-dashed border-[#8a958f] text-sm text-(--mail-soft) hover:bg-[#f0f3f1]"
            >
              <Plus size={15} aria-hidden /> Add to this column
            </button>
          }
        />
      )}
    </div>
  );
}

const DRAG_TYPE = "application/x-towpath-block";
/** The same for blocks that may stand in a column: what is dragged is not told before it is let go. */
const INNER_TYPE = "application/x-towpath-inner-block";

const STEPS: Readonly<Record<string, -1 | 1>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowRight: 1,
};

interface FrameProps {
  block: Block;
  place: Place;
  handling: Handling;
}

function BlockFrame({ block, place, handling }: FrameProps) {
  const { readOnly, design } = handling;
  const isChosen = sameJson(handling.chosen as string[], place as string[]);
  const index = Number(place.at(-1));
  const name = `${BLOCK_NAMES[block.kind]}, block ${index + 1}`;
  const id = `${handling.id}-${pathText(place)}`;
  const drop = useBlockDrop(place.slice(0, -1), index, handling);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (readOnly || !event.altKey) return;
    const by = STEPS[event.key];
    if (by === undefined) return;
    const isAside = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const aside = isAside ? sideways(design, place, by) : undefined;
    if (isAside ? aside === undefined : !canMove(design, place, by)) return;
    event.preventDefault();
    event.stopPropagation();
    if (aside) handling.moveInto(place, aside.list, aside.index);
    else handling.move(place, index + by);
  };
  return (
    <section
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a block without words is chosen by the keyboard, too
      tabIndex={0}
      data-block={pathText(place)}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        event.stopPropagation();
        if (!isChosen) handling.choose(place);
      }}
      // Safari gives no focus to what is pressed.
      onPointerDown={(event) => {
        event.stopPropagation();
        if (!isChosen) handling.choose(place);
      }}
      {...drop.props}
      className={clsx(
        "group/block relative rounded-small px-3 py-2.5 outline-offset-0",
        isChosen
          ? "z-10 outline-2 outline-(--mail-mark) contrast:outline-3"
          : "hover:outline-1 hover:outline-(--mail-mark)",
        drop.over && "shadow-[0_-3px_0_var(--mail-mark)]",
      )}
    >
      {isChosen && !readOnly && <BlockTools {...{ block, place, name, handling }} />}
      {block.kind === "columns" ? (
        <div
          className="grid gap-3 @max-md:grid-cols-1!"
          style={{ gridTemplateColumns: `repeat(${block.columns.length}, minmax(0, 1fr))` }}
        >
          {block.columns.map((_, column) => (
            <section
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              key={column}
              aria-label={`Column ${column + 1}`}
              className="min-w-0 rounded-small outline-1 outline-(--mail-line) outline-dashed"
            >
              <BlockList list={[...place, "columns", column, "blocks"]} handling={handling} />
            </section>
          ))}
        </div>
      ) : (
        <BlockView
          id={id}
          block={block}
          name={name}
          style={design.style ?? {}}
          readOnly={readOnly}
          active={isChosen}
          onChange={(next) => handling.change(place, next)}
        />
      )}
      {isChosen && handling.below}
    </section>
  );
}

function BlockTools({ block, place, name, handling }: FrameProps & { name: string }) {
  const { design } = handling;
  const index = Number(place.at(-1));
  return (
    <div className="mail-tools absolute -top-3.5 end-2 z-20 flex items-center rounded-control border border-line bg-raised p-0.5 text-ink shadow-float">
      <Grip
        types={INNER_KINDS.includes(block.kind) ? [DRAG_TYPE, INNER_TYPE] : [DRAG_TYPE]}
        from={[...place]}
        title="Drag to put in order, or into another column"
        className="max-md:hidden"
      />
      <Tool
        label={`Move up: ${name}`}
        disabled={!canMove(design, place, -1)}
        icon={<ArrowUp size={14} />}
        onClick={() => handling.move(place, index - 1)}
      />
      <Tool
        label={`Move down: ${name}`}
        disabled={!canMove(design, place, 1)}
        icon={<ArrowDown size={14} />}
        onClick={() => handling.move(place, index + 1)}
      />
      <Tool
        label={`Duplicate: ${name}`}
        icon={<Copy size={14} />}
        onClick={() => handling.duplicate(place)}
      />
      <Tool
        label={`Remove: ${name}`}
        icon={<Trash2 size={14} />}
        onClick={() => handling.remove(place)}
      />
    </div>
  );
}

function Tool(props: React.ComponentProps<typeof IconButton>) {
  return <IconButton {...props} className="size-7!" />;
}

/** Takes blocks at a place of a list; none where nothing may be changed. */
function useBlockDrop(list: Path, index: number, handling: Handling) {
  const drop = useDrop<(string | number)[]>(list.length > 1 ? INNER_TYPE : DRAG_TYPE, (from) =>
    handling.moveInto(from, list, index),
  );
  return handling.readOnly ? { over: false, props: {} } : drop;
}
