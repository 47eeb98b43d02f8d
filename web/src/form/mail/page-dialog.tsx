// A dialog as large as what is written in it: the whole page, or most of it.
import { clsx } from "clsx";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { LayerContext } from "@/ui/layer";

interface Props {
  title: string;
  titleClass?: string;
  /** What stands in the head behind the title. */
  head: ReactNode;
  headClass: string;
  className: string;
  children: ReactNode;
  onKeyDown?(event: KeyboardEvent): void;
  onClose(): void;
}

export function PageDialog({ title, titleClass, head, headClass, children, ...rest }: Props) {
  const { className, onKeyDown, onClose } = rest;
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const id = useId();
  useOpenWhileDrawn(element);
  return (
    <dialog
      ref={setElement}
      aria-labelledby={id}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={clsx(
        "max-h-none max-w-none overflow-hidden bg-ground text-ink open:flex",
        className,
      )}
    >
      <LayerContext value={element}>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <header className={clsx("flex items-center border-b border-line bg-surface", headClass)}>
            <h2 id={id} className={clsx("text-lg font-semibold", titleClass)}>
              {title}
            </h2>
            {head}
          </header>
          {children}
        </div>
      </LayerContext>
    </dialog>
  );
}
