// The debugger of a run on its page, while somebody debugs it.
import { useAttachRun } from "@/api/debug";
import type { RunDetail } from "@/api/types";
import { DebugPanel } from "@/debugger";
import { toast, toastProblem } from "@/ui/toast";
import { momentOfRun } from "./debugging";

type Props = { workspace: string; run: RunDetail; onShow(node: string): void };

export default function RunDebugger({ workspace, run, onShow }: Props) {
  const attach = useAttachRun(workspace, run.id);
  const detach = () =>
    attach.mutate("detach", {
      onSuccess: () => toast({ title: "The run goes on by itself", tone: "good" }),
      onError: toastProblem,
    });
  return (
    <DebugPanel
      workspace={workspace}
      flow={run.flow.id}
      run={run.id}
      status={run.status}
      moment={momentOfRun(run)}
      document={run.document}
      subject="The run"
      onShow={onShow}
      onDetach={detach}
    />
  );
}
