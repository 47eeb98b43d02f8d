// The list before there is a flow: the way to one that works at once.
import { useQuery } from "@tanstack/react-query";
import { Plus, Sparkles, Workflow } from "lucide-react";
import { samplesQuery } from "@/api/catalog";
import { useCreateFlow } from "@/api/flows";
import { useMay, useWorkspace } from "@/api/workspace";
import { useNavigate } from "@/router";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { toastProblem } from "@/ui/toast";

export function NoFlows() {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const mayBuild = useMay("editor");
  const samples = useQuery(samplesQuery);
  const { mutate, isPending } = useCreateFlow(workspace.id);
  const sample = samples.data?.[0];

  const createSample = () =>
    sample &&
    mutate(
      { name: sample.title, document: sample.document },
      {
        onSuccess: ({ id }) => void navigate({ to: "/flows/$flow", params: { flow: id } }),
        onError: toastProblem,
      },
    );

  return (
    <EmptyState
      icon={<Workflow size={22} aria-hidden="true" />}
      title="Your first flow is two clicks away"
      actions={
        mayBuild && (
          <>
            {sample && (
              <Button
                variant="primary"
                busy={isPending}
                icon={<Sparkles size={16} aria-hidden="true" />}
                onClick={createSample}
              >
                Try a flow that works
              </Button>
            )}
            <Button
              icon={<Plus size={16} aria-hidden="true" />}
              onClick={() => void navigate({ to: "/flows", search: { new: true } })}
            >
              Start from nothing
            </Button>
          </>
        )
      }
    >
      {sample
        ? `“${sample.title}”: ${sample.summary}`
        : "A flow says what should happen, and when."}
    </EmptyState>
  );
}
