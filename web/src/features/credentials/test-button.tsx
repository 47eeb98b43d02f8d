// Tries a credential against the service it is for and says what came of it.
import { useTestCredential } from "@/api/credentials";
import type { Credential } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { toast, toastProblem } from "@/ui/toast";

export function TestButton({ credential }: { credential: Credential }) {
  const { id: workspace } = useWorkspace();
  const test = useTestCredential(workspace);
  const start = () =>
    test.mutate(credential.id, {
      onSuccess: ({ ok, message }) =>
        toast({
          title: ok ? `${credential.name} works` : `${credential.name} does not work`,
          detail: message,
          tone: ok ? "good" : "bad",
        }),
      onError: toastProblem,
    });
  return (
    <Button size="small" variant="quiet" busy={test.isPending} onClick={start}>
      Test
    </Button>
  );
}
