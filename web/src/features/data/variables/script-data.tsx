// What scripts of a flow keep between runs: looked at, and forgotten.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { flowsQuery } from "@/api/flows";
import { staticDataQuery, useClearStaticData } from "@/api/variables";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { ConfirmDialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { SelectInput } from "@/ui/input";
import { Card } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";

type Props = { workspace: string; mayChange: boolean };

export function ScriptData({ workspace, mayChange }: Props) {
  const id = useId();
  const [flow, setFlow] = useState("");
  const flows = useInfiniteQuery(flowsQuery(workspace, { limit: 200 }));
  if (!flows.data || flows.data.length === 0) return null;
  const options = [
    { value: "", label: "Choose a flow" },
    ...flows.data.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <section aria-labelledby={id} className="mt-8">
      <h2 id={id} className="text-lg font-semibold">
        Kept by scripts
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-sm text-ink-soft">
        What the code of a flow leaves for its next runs with{" "}
        <code className="font-mono text-ink">$getWorkflowStaticData()</code>.
      </p>
      <SelectInput
        aria-label="Flow whose scripts kept it"
        value={flow}
        options={options}
        className="mb-3 sm:max-w-xs"
        onChange={(event) => setFlow(event.target.value)}
      />
      {flow !== "" && <Kept key={flow} workspace={workspace} flow={flow} mayChange={mayChange} />}
    </section>
  );
}

function Kept({ workspace, flow, mayChange }: Props & { flow: string }) {
  const { data, error } = useQuery(staticDataQuery(workspace, flow));
  const clear = useClearStaticData(workspace, flow);
  const [asking, setAsking] = useState(false);
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton className="w-1/3" />;
  const isEmpty = Object.keys(data.global).length + Object.keys(data.nodes).length === 0;
  if (isEmpty) return <p className="text-sm text-ink-soft">Its scripts keep nothing so far.</p>;
  const perform = () =>
    clear.mutate(undefined, {
      onSuccess: () => {
        toast({ title: "It is forgotten" });
        setAsking(false);
      },
    });
  return (
    <Card className="flex flex-col items-start gap-3 p-4">
      <CodeBlock
        className="w-full"
        label="What its scripts keep"
        code={JSON.stringify(data, null, 2)}
      />
      {mayChange && (
        <Button size="small" variant="danger" onClick={() => setAsking(true)}>
          Forget it
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          title="Forget what its scripts keep?"
          confirm="Forget"
          busy={clear.isPending}
          onConfirm={perform}
          onClose={() => setAsking(false)}
        >
          <p>They begin anew with the next run. It cannot be brought back.</p>
          {clear.error && <ErrorNote error={clear.error} />}
        </ConfirmDialog>
      )}
    </Card>
  );
}
