// A button whose menu, or popover, is loaded when the pointer or the focus comes near, so that
// the first page does not wait for it.
import { cloneElement, type ReactElement, type ReactNode, Suspense, useState } from "react";

export type LazyMenuProps = { trigger: ReactElement; defaultOpen: boolean };
type TriggerProps = {
  "aria-haspopup"?: "menu" | "dialog";
  "aria-expanded"?: boolean;
  onPointerEnter?(): void;
  onFocus?(): void;
  onClick?(): void;
};

type Props = {
  button: ReactElement<TriggerProps>;
  /** What opens, if it is no menu. */
  popup?: "menu" | "dialog";
  /** Fetches the code of the menu; called more than once. */
  load(): Promise<unknown>;
  /** Draws the menu: a lazy component with these properties. */
  menu(props: LazyMenuProps): ReactNode;
};

export function LazyMenu({ button, popup = "menu", load, menu }: Props) {
  const [wanted, setWanted] = useState(false);
  const waiting = cloneElement(button, {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: () => setWanted(true),
  });
  if (!wanted) return waiting;
  return <Suspense fallback={waiting}>{menu({ trigger: button, defaultOpen: true })}</Suspense>;
}
