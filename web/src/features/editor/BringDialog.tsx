// A workflow of n8n that was pasted: what it becomes here, before it is added.
import { useQuery } from "@tanstack/react-query";
import { n8nPreviewQuery } from "@/api/flows";
import { readClipping } from "@/graph";
import { Findings, summaryOf } from "@/importing/report";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorState } from "@/ui/error-state";
import { SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { useBench } from "./bench";

export function BringDialog({ text = "", onClose }: { text?: string; onClose(): void }) {
  const { workspace, editor, view } = useBench();
  const { data, error, refetch, isPending } = useQuery(n8nPreviewQuery(workspace, text));
  const add = () => {
    if (!data) return;
    const read = readClipping(JSON.stringify(data.document));
    onClose();
    if ("refusal" in read) toast({ title: "Nothing was added", detail: read.refusal, tone: "bad" });
    else {
      const middle = view()?.middle() ?? { x: 0, y: 0 };
      editor.paste(read.clipping, { x: middle.x - 320, y: middle.y - 64 });
    }
  };
  return (
    <Dialog
      title="Add from n8n"
      description={data ? summaryOf(data.report) : "Looking at what the workflow becomes here."}
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!data} onClick={add}>
            Add to this flow
          </Button>
        </>
      }
    >
      {isPending && <SkeletonRows label="Reading the workflow" />}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && <Findings report={data.report} />}
    </Dialog>
  );
}
