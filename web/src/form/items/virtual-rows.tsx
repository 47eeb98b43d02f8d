// A long list of rows of one height, of which only those in view are drawn.
import { clsx } from "clsx";
import {
  type ComponentProps,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from "react";

/** Up to here everything is drawn: it costs nothing, and the page's own search finds it. */
const PLAIN_MAXIMUM = 80;
const SPARE_ROWS = 8;

export interface RowWindow {
  /** The first row to draw. */
  first: number;
  /** One after the last row to draw. */
  end: number;
}

/** The rows in view of an element that scrolls. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight_px: number,
): RowWindow {
  const [place, setPlace] = useState({ top_px: 0, height_px: 800 });
  const plain = count <= PLAIN_MAXIMUM;

  useEffect(() => {
    const element = scroller.current;
    if (!element || plain) return;
    const look = () => setPlace({ top_px: element.scrollTop, height_px: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, plain]);

  if (plain) return { first: 0, end: count };
  const first = Math.max(0, Math.floor(place.top_px / rowHeight_px) - SPARE_ROWS);
  const inView = Math.ceil(place.height_px / rowHeight_px) + 2 * SPARE_ROWS;
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.min(count, first + inView) };
}

type Props = Omit<ComponentProps<"section">, "children"> & {
  count: number;
  rowHeight_px: number;
  /** Draws one row; it must be as high as it said. */
  row(index: number): ReactNode;
};

export function VirtualRows({ count, rowHeight_px, row, className, ...rest }: Props) {
  const scroller = useRef<HTMLElement>(null);
  const { first, end } = useRowWindow(scroller, count, rowHeight_px);
  return (
    <section ref={scroller} {...rest} className={clsx("overflow-auto", className)}>
      <div
        className="w-max min-w-full"
        style={{ height: count * rowHeight_px, paddingTop: first * rowHeight_px }}
      >
        {Array.from({ length: Math.max(0, end - first) }, (_, index) => row(first + index))}
      </div>
    </section>
  );
}
