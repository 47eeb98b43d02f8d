// The kinds of blocks to choose from: as a list beside the mail, or in a menu.
import {
  Columns2,
  Heading,
  ImageIcon,
  type LucideIcon,
  Minus,
  MousePointerClick,
  MoveVertical,
  PanelBottom,
  Pilcrow,
} from "lucide-react";
import { type ReactElement, useState } from "react";
import { Popover } from "@/ui/popover";
import { BLOCK_NAMES, type BlockKind } from "./design";

export const BLOCK_ICONS: Record<BlockKind, LucideIcon> = {
  heading: Heading,
  text: Pilcrow,
  button: MousePointerClick,
  image: ImageIcon,
  divider: Minus,
  spacer: MoveVertical,
  columns: Columns2,
  footer: PanelBottom,
};

interface Props {
  kinds: readonly BlockKind[];
  onChoose(kind: BlockKind): void;
}

export function KindList({ kinds, onChoose }: Props) {
  return (
    <div className="grid grid-cols-2 gap-2">
      {kinds.map((kind) => {
        const Icon = BLOCK_ICONS[kind];
        return (
          <button
            key={kind}
            type="button"
            onClick={() => onChoose(kind)}
            className="grid min-h-18 place-items-center content-center gap-1.5 rounded-control border border-line bg-surface text-sm text-ink shadow-card transition-colors hover:border-accent hover:bg-hover"
          >
            <Icon size={18} aria-hidden className="text-ink-soft" />
            {BLOCK_NAMES[kind]}
          </button>
        );
      })}
    </div>
  );
}

export function KindMenu({
  label,
  trigger,
  ...props
}: Props & { label: string; trigger: ReactElement }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover label={label} open={open} onOpenChange={setOpen} trigger={trigger} className="w-72">
      <KindList
        {...props}
        onChoose={(kind) => {
          setOpen(false);
          props.onChoose(kind);
        }}
      />
    </Popover>
  );
}
