// What can be said of a block beside its words, and of the mail as a whole.
import { AlignCenter, AlignLeft, AlignRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import { hintClass, labelClass } from "@/ui/classes";
import { Input } from "@/ui/input";
import { Segments } from "@/ui/segments";
import { useForm } from "../context";
import { FieldPicker } from "../expression/field-picker";
import { PreviewLine } from "../expression/preview-line";
import { TemplateInput } from "../expression/template-input";
import { GroupBox } from "../group-box";
import { Message } from "../markdown/markdown";
import { type Align, type Block, type Design, type Style, USUAL_STYLE } from "./design";

interface Props {
  block: Block;
  readOnly: boolean;
  /** The path of the block in the parameters, at which the server names what is wrong. */
  path: string;
  onChange(block: Block): void;
}

export function BlockSettings({ block, readOnly, path, onChange }: Props) {
  const common = { readOnly, path };
  switch (block.kind) {
    case "heading":
      return (
        <Fields>
          <Row label="Size">
            <Segments<"large" | "medium" | "small">
              label="Size of the heading"
              disabled={readOnly}
              value={block.size ?? "large"}
              options={[
                { value: "large", label: "Large" },
                { value: "medium", label: "Medium" },
                { value: "small", label: "Small" },
              ]}
              onChange={(size) => onChange({ ...block, size })}
            />
          </Row>
          <AlignField
            {...common}
            value={block.align}
            onChange={(align) => onChange({ ...block, align })}
          />
        </Fields>
      );
    case "text":
      return (
        <Fields>
          <AlignField
            {...common}
            value={block.align}
            onChange={(align) => onChange({ ...block, align })}
          />
          <p className={hintClass}>
            Select words to make them bold, slanted or a link. Fields of the item come from the
            braces in the toolbar.
          </p>
        </Fields>
      );
    case "button":
      return (
        <Fields>
          <TemplateField
            {...common}
            name="url"
            label="Where it leads"
            placeholder="https://"
            value={block.url}
            onChange={(url) => onChange({ ...block, url })}
          />
          <AlignField
            {...common}
            value={block.align}
            onChange={(align) => onChange({ ...block, align })}
          />
        </Fields>
      );
    case "image":
      return <ImageFields {...common} block={block} onChange={onChange} />;
    case "spacer":
      return (
        <Fields>
          <NumberField
            label="Height in pixels"
            value={block.height_px ?? 24}
            least={4}
            most={120}
            readOnly={readOnly}
            onChange={(height_px) => onChange({ ...block, height_px })}
          />
        </Fields>
      );
    case "divider":
      return <p className={hintClass}>A thin line. There is nothing to set.</p>;
    case "columns":
      return (
        <Fields>
          <Row label="How many">
            <Segments<"2" | "3">
              label="How many columns"
              disabled={readOnly}
              value={block.columns.length === 3 ? "3" : "2"}
              options={[
                { value: "2", label: "Two" },
                { value: "3", label: "Three" },
              ]}
              onChange={(count) => onChange({ ...block, columns: columnsOf(block.columns, count) })}
            />
          </Row>
          <p className={hintClass}>
            On a phone they stand below each other. What stands in a third column is kept in the
            second when it goes.
          </p>
        </Fields>
      );
    case "footer":
      return (
        <Fields>
          <TemplateField
            {...common}
            name="unsubscribe_url"
            label="Address to unsubscribe at"
            placeholder="{{ $json.unsubscribe_url }}"
            value={block.unsubscribe_url}
            onChange={(unsubscribe_url) => onChange({ ...block, unsubscribe_url })}
          />
          <p className={hintClass}>
            Mail programs show it as a button of their own, too. Mails that advertise need one;
            empty, the mail has none.
          </p>
        </Fields>
      );
  }
}

function columnsOf(columns: readonly { blocks?: Block[] }[], count: "2" | "3") {
  if (count === "3") return [...columns, { blocks: [] }].slice(0, 3);
  const [first = {}, second = {}, ...rest] = columns;
  const kept = rest.flatMap(({ blocks = [] }) => blocks);
  return [first, { ...second, blocks: [...(second.blocks ?? []), ...kept] }];
}

type ImageBlock = Extract<Block, { kind: "image" }>;

function ImageFields({ block, onChange, ...common }: Omit<Props, "block"> & { block: ImageBlock }) {
  return (
    <Fields>
      <TemplateField
        {...common}
        name="url"
        label="Address of the picture"
        placeholder="https://example.com/picture.png"
        value={block.url}
        onChange={(url) => onChange({ ...block, url })}
      />
      <p className={hintClass}>
        Mail programs fetch the picture from this address, so it must be one that everybody can
        reach: Towpath keeps no pictures.
      </p>
      <TemplateField
        {...common}
        name="alt"
        label="What is to be seen"
        placeholder="For those who do not see it"
        value={block.alt}
        onChange={(alt) => onChange({ ...block, alt })}
      />
      <TemplateField
        {...common}
        name="link"
        label="Where a press leads"
        placeholder="Nowhere"
        value={block.link}
        onChange={(link) => onChange({ ...block, link })}
      />
      <NumberField
        label="Width in percent"
        value={block.width_percent ?? 100}
        least={10}
        most={100}
        readOnly={common.readOnly}
        onChange={(width_percent) => onChange({ ...block, width_percent })}
      />
      <AlignField
        {...common}
        value={block.align}
        onChange={(align) => onChange({ ...block, align })}
      />
    </Fields>
  );
}

/** Colours and letters of the whole mail. */
export function StyleSettings(props: {
  design: Design;
  readOnly: boolean;
  onChange(design: Design): void;
}) {
  const { design, readOnly } = props;
  const style = { ...USUAL_STYLE, ...design.style };
  const set = (change: Style) =>
    props.onChange({ ...design, style: { ...design.style, ...change } });
  return (
    <Fields>
      <ColourField
        label="Buttons and links"
        value={style.accent}
        readOnly={readOnly}
        onChange={(accent) => set({ accent })}
      />
      <ColourField
        label="Around the mail"
        value={style.ground}
        readOnly={readOnly}
        onChange={(ground) => set({ ground })}
      />
      <Row label="Letters">
        <Segments<"sans" | "serif">
          label="Letters of the mail"
          disabled={readOnly}
          value={style.font}
          options={[
            { value: "sans", label: "Plain" },
            { value: "serif", label: <span className="font-[Georgia,serif]">With serifs</span> },
          ]}
          onChange={(font) => set({ font })}
        />
      </Row>
    </Fields>
  );
}

function Fields({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-1 gap-4">{children}</div>;
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-1.5">
      <span className={labelClass}>{label}</span>
      {children}
    </div>
  );
}

interface TemplateFieldProps {
  label: string;
  name: string;
  path: string;
  value: string | undefined;
  placeholder: string;
  readOnly: boolean;
  onChange(value: string): void;
}

export function TemplateField(props: TemplateFieldProps) {
  const id = useId();
  const { messageAt } = useForm();
  const message = messageAt(`${props.path}.${props.name}`);
  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex min-h-6 items-center justify-between gap-2">
        <label htmlFor={id} className={labelClass}>
          {props.label}
        </label>
        {!props.readOnly && <FieldPicker controlId={id} title={props.label} />}
      </div>
      <TemplateInput
        id={id}
        value={props.value ?? ""}
        placeholder={props.placeholder}
        readOnly={props.readOnly}
        invalid={message?.severity === "error"}
        onChange={props.onChange}
      />
      <PreviewLine template={props.value} />
      {message && (
        <p className="text-sm text-bad">
          <Message text={message.message} />
        </p>
      )}
    </div>
  );
}

const ALIGNS = [
  { value: "start", label: "Where lines begin", icon: <AlignLeft size={16} aria-hidden /> },
  { value: "center", label: "In the middle", icon: <AlignCenter size={16} aria-hidden /> },
  { value: "end", label: "Where lines end", icon: <AlignRight size={16} aria-hidden /> },
] as const;

function AlignField(props: {
  value: Align | undefined;
  readOnly: boolean;
  onChange(align: Align): void;
}) {
  return (
    <Row label="Where it stands">
      <Segments<Align>
        label="Where it stands"
        disabled={props.readOnly}
        value={props.value ?? "start"}
        options={ALIGNS.map(({ value, label, icon }) => ({
          value,
          label: (
            <span className="flex h-full items-center">
              {icon}
              <span className="sr-only">{label}</span>
            </span>
          ),
        }))}
        onChange={props.onChange}
      />
    </Row>
  );
}

function NumberField(props: {
  label: string;
  value: number;
  least: number;
  most: number;
  readOnly: boolean;
  onChange(value: number): void;
}) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className={labelClass}>
        {props.label}
      </label>
      <div className="flex items-center gap-3">
        <input
          id={id}
          type="range"
          className="min-w-0 flex-1 accent-accent"
          min={props.least}
          max={props.most}
          value={props.value}
          disabled={props.readOnly}
          onChange={(event) => props.onChange(Number(event.target.value))}
        />
        <output htmlFor={id} className="w-10 text-end text-sm text-ink-soft tabular-nums">
          {props.value}
        </output>
      </div>
    </div>
  );
}

const HEX = /^#[0-9a-f]{6}$/i;

function ColourField(props: {
  label: string;
  value: string;
  readOnly: boolean;
  onChange(colour: string): void;
}) {
  const id = useId();
  return (
    <GroupBox aria-label={props.label} className="grid gap-1.5">
      <label htmlFor={id} className={labelClass}>
        {props.label}
      </label>
      <div className="flex items-center gap-2">
        <input
          type="color"
          aria-label={`${props.label}: choose`}
          className="h-10 w-12 shrink-0 rounded-control border border-line-strong/60 bg-surface p-1"
          disabled={props.readOnly}
          value={HEX.test(props.value) ? props.value : "#000000"}
          onChange={(event) => props.onChange(event.target.value)}
        />
        <Input
          id={id}
          className="font-mono text-sm!"
          spellCheck={false}
          readOnly={props.readOnly}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
    </GroupBox>
  );
}
