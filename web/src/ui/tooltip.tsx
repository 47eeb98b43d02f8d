// A short text beside what the pointer or the focus is on. It stands in the
// browser's top layer, so that it shows above open dialogs too.
import { clsx } from "clsx";
import { cloneElement, type ReactElement, useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

type TriggerProps = { "aria-describedby"?: string | undefined };

type Props = {
  content: string;
  shortcut?: string | undefined;
  /** One element that takes the focus. */
  children: ReactElement<TriggerProps>;
};

const DELAY_MS = 400;
const GAP_PX = 6;
const MARGIN_PX = 8;

export function Tooltip({ content, shortcut, children }: Props) {
  const id = useId();
  const holder = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [open, setOpen] = useState(false);

  const show = (delay_ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), delay_ms);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: watches its child, is none itself
    <span
      ref={holder}
      className="contents"
      onPointerEnter={(event) => event.pointerType === "mouse" && show(DELAY_MS)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && show(0)}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {cloneElement(children, open ? { "aria-describedby": id } : {})}
      {open &&
        createPortal(
          <Bubble id={id} anchor={() => holder.current?.firstElementChild ?? null}>
            {content}
            {shortcut && <Kbd keys={shortcut} className="ml-2" />}
          </Bubble>,
          document.body,
        )}
    </span>
  );
}

type BubbleProps = { id: string; anchor: () => Element | null; children: React.ReactNode };

function Bubble({ id, anchor, children }: BubbleProps) {
  const bubble = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>();

  useEffect(() => {
    const element = bubble.current;
    const target = anchor();
    if (!element || !target) return;
    element.showPopover?.();
    setPlace(placeBeside(target.getBoundingClientRect(), element.getBoundingClientRect()));
  }, [anchor]);

  return (
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
      {children}
    </div>
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
