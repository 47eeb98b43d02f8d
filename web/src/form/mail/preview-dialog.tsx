// Messages as people get them, over the whole page: for texts, and for mails of one's own HTML.
import { X } from "lucide-react";
import { useId, useState } from "react";
import { IconButton } from "@/ui/button";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { LayerContext } from "@/ui/layer";
import { MessagePreview } from "./preview";

export default function PreviewDialog({ onClose }: { onClose(): void }) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const id = useId();
  useOpenWhileDrawn(element);
  return (
    <dialog
      ref={setElement}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto h-[min(54rem,calc(100dvh-2rem))] max-h-none w-[min(76rem,calc(100vw-2rem))] max-w-none animate-rise overflow-hidden rounded-card border border-line bg-ground text-ink shadow-float open:flex max-sm:m-0 max-sm:h-dvh max-sm:w-dvw max-sm:rounded-none"
    >
      <LayerContext value={element}>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <header className="flex items-center gap-3 border-b border-line bg-surface py-3 ps-5 pe-3">
            <h2 id={id} className="flex-1 text-lg font-semibold">
              Preview and test
            </h2>
            <IconButton label="Close" icon={<X size={18} aria-hidden />} onClick={onClose} />
          </header>
          <MessagePreview />
        </div>
      </LayerContext>
    </dialog>
  );
}
