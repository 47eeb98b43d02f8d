// The blocks of a mail, or of a column of it, below each other: chosen by pointer or
// keyboard, put in order by drag or by keyboard.
import { clsx } from "clsx";
import { ArrowDown, ArrowUp, Copy, GripVertical, Plus, Trash2 } from "lucide-react";
import { type DragEvent, type ReactNode, useState } from "react";
import { IconButton } from "@/ui/button";
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
  duplicate(place: Place): void;
  remove(place: Place): void;
  append(list: Path, kind: BlockKind): void;
}

export function BlockList({ list, handling }: { list: Path; handling: Handling }) {
  const blocks = listAt(handling.design, list);
  return (
    <div className="grid grid-cols-1">
      {blocks.map((block, index) => (
        <BlockFrame
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no names; typed areas follow their values
          key={`${block.kind}-${index}`}
          block={block}
          place={[...list, index]}
          handling={handling}
        />
      ))}
      {blocks.length === 0 && !handling.readOnly && list.length > 1 && (
        <KindMenu
          label="Add to this column"
          kinds={INNER_KINDS}
          onChoose={(kind) => handling.append(list, kind)}
          trigger={
            <button
              type="button"
              className="m-1 flex min-h-16 items-center justify-center gap-2 rounded-control border border-dashed border-[#8a958f] text-sm text-[#46524e] hover:bg-[#f0f3f1]"
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
  const drop = useDrop(place, handling);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (readOnly || !event.altKey) return;
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by === 0 || !canMove(design, place, by)) return;
    event.preventDefault();
    event.stopPropagation();
    handling.move(place, index + by);
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
          ? "z-10 outline-2 outline-[#0b6b5b]"
          : "hover:outline-1 hover:outline-[#0b6b5b]/40",
        drop.over && "shadow-[0_-3px_0_#0b6b5b]",
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
              className="min-w-0 rounded-small outline-1 outline-[#dde3e0] outline-dashed"
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

function BlockTools({ place, name, handling }: FrameProps & { name: string }) {
  const { design } = handling;
  const index = Number(place.at(-1));
  return (
    <div className="mail-tools absolute -top-3.5 end-2 z-20 flex items-center rounded-control border border-line bg-raised p-0.5 text-ink shadow-float">
      <span
        aria-hidden
        draggable
        title="Drag to put in order"
        className="flex h-7 w-5 cursor-grab items-center justify-center text-ink-faint max-md:hidden"
        onDragStart={(event) => {
          event.stopPropagation();
          event.dataTransfer.setData(DRAG_TYPE, JSON.stringify(place));
          event.dataTransfer.effectAllowed = "move";
        }}
      >
        <GripVertical size={14} />
      </span>
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

function useDrop(place: Place, handling: Handling) {
  const [over, setOver] = useState(false);
  const list = place.slice(0, -1);
  const props = handling.readOnly
    ? {}
    : {
        onDragOver: (event: DragEvent) => {
          if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
          event.preventDefault();
          event.stopPropagation();
          setOver(true);
        },
        onDragLeave: () => setOver(false),
        onDrop: (event: DragEvent) => {
          setOver(false);
          const text = event.dataTransfer.getData(DRAG_TYPE);
          if (text === "") return;
          event.preventDefault();
          event.stopPropagation();
          const from = JSON.parse(text) as Place;
          // Blocks are put in order among those beside them; columns keep what is in them.
          if (sameJson(from.slice(0, -1) as string[], list as string[]))
            handling.move(from, Number(place.at(-1)));
        },
      };
  return { over, props };
}
