// A block as it looks in the mail, with its words typed where they stand.
import { ImageIcon } from "lucide-react";
import type { Align, Block, BlockOf, Line, Style } from "./design";
import { USUAL_STYLE } from "./design";
import { InlineText } from "./inline-text";
import { RichText } from "./rich-text";

export interface BlockViewProps<Shown extends Block = Block> {
  id: string;
  block: Shown;
  name: string;
  style: Style;
  readOnly: boolean;
  active: boolean;
  onChange(block: Block): void;
}

const ALIGN: Record<Align, React.CSSProperties["textAlign"]> = {
  start: "start",
  center: "center",
  end: "end",
};
const FLEX: Record<Align, string> = { start: "start", center: "center", end: "end" };
const HEADING = { large: 28, medium: 22, small: 18 };

/** All but columns, which hold blocks themselves. */
export function BlockView(props: BlockViewProps) {
  const { block } = props;
  switch (block.kind) {
    case "heading":
      return <HeadingView {...props} block={block} />;
    case "text":
      return (
        <RichText
          {...textProps(props, block.lines)}
          placeholder="Write something…"
          style={{ textAlign: ALIGN[block.align ?? "start"] }}
          onChange={(lines) => props.onChange({ ...block, lines })}
        />
      );
    case "button":
      return <ButtonView {...props} block={block} />;
    case "image":
      return <ImageView block={block} />;
    case "divider":
      return <hr className="my-2 border-(--mail-line)" />;
    case "spacer":
      return (
        <div
          className="flex items-center justify-center border-y border-dashed border-(--mail-line) text-xs text-(--mail-faint)"
          style={{ height: block.height_px ?? 24 }}
        >
          {block.height_px ?? 24} px
        </div>
      );
    case "footer":
      return <FooterView {...props} block={block} />;
    case "columns":
      return null;
  }
}

function textProps({ id, name, readOnly, active }: BlockViewProps, lines: readonly Line[] = []) {
  return { id, label: name, lines, readOnly, active };
}

function HeadingView(props: BlockViewProps<BlockOf<"heading">>) {
  const { block } = props;
  return (
    <InlineText
      id={props.id}
      label={props.name}
      value={block.text ?? ""}
      placeholder="Heading"
      readOnly={props.readOnly}
      className="leading-[1.3] font-bold text-[#16201d]"
      style={{ fontSize: HEADING[block.size ?? "large"], textAlign: ALIGN[block.align ?? "start"] }}
      onChange={(text) => props.onChange({ ...block, text })}
    />
  );
}

function ButtonView(props: BlockViewProps<BlockOf<"button">>) {
  const { block, style } = props;
  const accent = style.accent ?? USUAL_STYLE.accent;
  return (
    <div className="flex" style={{ justifyContent: FLEX[block.align ?? "start"] }}>
      <InlineText
        id={props.id}
        label={props.name}
        value={block.label ?? ""}
        placeholder="Button"
        readOnly={props.readOnly}
        className="min-w-16 rounded-control px-6.5 py-3.25 text-center text-[16px] leading-tight font-semibold"
        style={{ backgroundColor: accent, color: isLight(accent) ? "#16201d" : "#ffffff" }}
        onChange={(label) => props.onChange({ ...block, label })}
      />
    </div>
  );
}

/** The picture itself is not loaded: looking at a mail must tell nobody. */
function ImageView({ block }: { block: BlockOf<"image"> }) {
  return (
    <div className="flex" style={{ justifyContent: FLEX[block.align ?? "start"] }}>
      <div
        className="flex aspect-[16/7] min-w-0 items-center justify-center gap-2 rounded-control bg-[#e7ecea] px-3 text-sm text-(--mail-soft)"
        style={{ width: `${block.width_percent ?? 100}%` }}
      >
        <ImageIcon size={18} aria-hidden className="shrink-0" />
        <span className="truncate">{block.alt || "Say what is to be seen"}</span>
      </div>
    </div>
  );
}

function FooterView(props: BlockViewProps<BlockOf<"footer">>) {
  const { block } = props;
  return (
    <div className="grid gap-1 text-center text-[13px] text-(--mail-faint)">
      <RichText
        {...textProps(props, block.lines)}
        placeholder="Who writes, and from where"
        className="mail-small"
        onChange={(lines) => props.onChange({ ...block, lines })}
      />
      {(block.unsubscribe_url ?? "") !== "" && (
        <InlineText
          id={`${props.id}-unsubscribe`}
          label="Words of the link to unsubscribe"
          value={block.unsubscribe_label ?? ""}
          placeholder="Unsubscribe"
          readOnly={props.readOnly}
          className="justify-self-center underline"
          onChange={(unsubscribe_label) => props.onChange({ ...block, unsubscribe_label })}
        />
      )}
    </div>
  );
}

/** Whether dark letters are read better on a colour; as the server decides it. */
export function isLight(colour: string): boolean {
  const channel = (at: number) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) > 0.2;
}
