// The bubble of a tooltip. It stands in the browser's top layer, so that it shows
// above open dialogs too.
import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

const GAP_PX = 6;
const MARGIN_PX = 8;

type Props = {
  id: string;
  content: string;
  shortcut: string | undefined;
  /** What it stands beside. */
  anchor: () => Element | null;
};

export default function TooltipBubble({ id, content, shortcut, anchor }: Props) {
  const bubble = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>();

  useEffect(() => {
    const element = bubble.current;
    const target = anchor();
    if (!element || !target) return;
    element.showPopover?.();
    setPlace(placeBeside(target.getBoundingClientRect(), element.getBoundingClientRect()));
  }, [anchor]);

  return createPortal(
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      popover="manual"
      style={place}
      className={clsx(
        "pointer-events-none fixed m-0 max-w-64 rounded-small border border-line bg-ink px-2 py-1 text-xs text-ground shadow-float",
        place ? "animate-appear" : "invisible",
      )}
    >
      {content}
      {shortcut && <Kbd keys={shortcut} className="ms-2" />}
    </div>,
    document.body,
  );
}

/** Above the target if there is room, else below; never outside the window. */
function placeBeside(target: DOMRect, size: DOMRect): { left: number; top: number } {
  const centred = target.left + target.width / 2 - size.width / 2;
  const rightmost = window.innerWidth - size.width - MARGIN_PX;
  const above = target.top - size.height - GAP_PX;
  return {
    left: Math.max(MARGIN_PX, Math.min(centred, rightmost)),
    top: above >= MARGIN_PX ? above : target.bottom + GAP_PX,
  };
}
