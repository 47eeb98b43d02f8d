// A dialog on the browser's own <dialog>: it keeps the focus inside, closes with
// Escape, and gives the focus back, without any script of ours.
import { clsx } from "clsx";
import { X } from "lucide-react";
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Button, IconButton } from "./button";
import type { ButtonVariant } from "./classes";
import { LayerContext } from "./layer";

type Props = {
  title: string;
  description?: ReactNode;
  /** Narrow for a question, wide for something to read. */
  width?: "narrow" | "medium" | "wide";
  children?: ReactNode;
  /** The buttons, the primary one last. */
  footer?: ReactNode;
  onClose(): void;
};

const WIDTH = { narrow: "w-104", medium: "w-136", wide: "w-200" };

/** Open as long as it is drawn. */
export function Dialog({ title, description, width = "medium", children, footer, onClose }: Props) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const id = useId();
  const pressedOutside = useRef(false);
  useOpenWhileDrawn(element);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape
    <dialog
      ref={setElement}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === element;
      }}
      onClick={(event) => {
        // Only when the press began outside too: a text selected across the edge stays.
        if (event.target === element && pressedOutside.current) onClose();
      }}
      className={clsx(
        "m-auto max-h-[calc(100dvh-2rem)] max-w-[calc(100vw-2rem)] animate-rise overflow-hidden rounded-card border border-line bg-raised shadow-float open:flex",
        WIDTH[width],
      )}
    >
      <LayerContext value={element}>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="px-6 pt-5 pe-14">
            <h2 id={id} className="text-lg font-semibold">
              {title}
            </h2>
            {description && <p className="mt-1 text-sm text-ink-soft">{description}</p>}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4">
              {footer}
            </footer>
          )}
        </div>
        {/* Last, so that the focus begins at what the dialog is about. */}
        <IconButton
          label="Close"
          icon={<X size={18} aria-hidden="true" />}
          onClick={onClose}
          className="absolute! top-4 end-4"
        />
      </LayerContext>
    </dialog>
  );
}

/**
 * Opens a <dialog> in the top layer while it is on the page. It gives the focus back
 * as it goes: a moment later, the person may be typing elsewhere.
 */
export function useOpenWhileDrawn(element: HTMLDialogElement | null): void {
  useLayoutEffect(() => {
    if (!element) return;
    if (!element.open) element.showModal();
    return () => element.close();
  }, [element]);
}

type ConfirmProps = {
  title: string;
  /** What will happen, and whether it can be taken back. */
  children: ReactNode;
  confirm: string;
  variant?: ButtonVariant;
  busy?: boolean;
  onConfirm(): void;
  onClose(): void;
};

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  variant = "danger",
  busy = false,
  onConfirm,
  onClose,
}: ConfirmProps) {
  return (
    <Dialog
      title={title}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant={variant} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="text-ink-soft">{children}</div>
    </Dialog>
  );
}

/** The first field of a form, focused when its dialog opens. */
export function useFirstFocus<T extends HTMLElement>(): RefObject<T | null> {
  const ref = useRef<T>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
