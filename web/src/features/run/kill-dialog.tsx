// Asks before a run is ended with what it is doing.
import { ConfirmDialog } from "@/ui/dialog";

type Props = { onClose(): void; onConfirm(): void };

export default function KillDialog(props: Props) {
  return (
    <ConfirmDialog title="Kill the run?" confirm="Kill it" {...props}>
      What is being performed is abandoned. Whether it took effect on the other side will not be
      known here.
    </ConfirmDialog>
  );
}
