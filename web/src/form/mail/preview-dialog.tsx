// Messages as people get them, in a dialog: for texts, and for mails of one's own HTML.
import { X } from "lucide-react";
import { IconButton } from "@/ui/button";
import { PageDialog } from "./page-dialog";
import { MessagePreview } from "./preview";

export default function PreviewDialog({ onClose }: { onClose(): void }) {
  return (
    <PageDialog
      title="Preview and test"
      titleClass="flex-1"
      head={<IconButton label="Close" icon={<X size={18} aria-hidden />} onClick={onClose} />}
      headClass="gap-3 py-3 ps-5 pe-3"
      className="m-auto h-[min(54rem,calc(100dvh-2rem))] w-[min(76rem,calc(100vw-2rem))] animate-rise rounded-card border border-line shadow-float max-sm:m-0 max-sm:h-dvh max-sm:w-dvw max-sm:rounded-none"
      onClose={onClose}
    >
      <MessagePreview />
    </PageDialog>
  );
}
