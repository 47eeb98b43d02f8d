// A short text beside what the pointer or the focus is on. The bubble itself is
// loaded when the first one is shown.
import {
  cloneElement,
  lazy,
  type ReactElement,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";

type TriggerProps = { "aria-describedby"?: string | undefined };

type Props = {
  content: string;
  shortcut?: string | undefined;
  /** One element that takes the focus. */
  children: ReactElement<TriggerProps>;
};

const DELAY_MS = 400;

const TooltipBubble = lazy(() => import("./tooltip-bubble"));

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
      {open && (
        <Suspense>
          <TooltipBubble
            id={id}
            content={content}
            shortcut={shortcut}
            anchor={() => holder.current?.firstElementChild ?? null}
          />
        </Suspense>
      )}
    </span>
  );
}
