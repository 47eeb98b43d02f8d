// What became of a workflow of n8n: by node, what is not as it was and what to do.
import type { ImportedFlow } from "@/api/types";
import { Findings, summaryOf } from "@/importing/report";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

type Props = { imported: ImportedFlow; onOpen(): void; onClose(): void };

export function ImportReport({ imported, onOpen, onClose }: Props) {
  const { flow, report } = imported;
  return (
    <Dialog
      title={`“${flow.name}” is imported`}
      description={summaryOf(report)}
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" onClick={onOpen}>
            Open the draft
          </Button>
        </>
      }
    >
      <Findings report={report} />
    </Dialog>
  );
}
