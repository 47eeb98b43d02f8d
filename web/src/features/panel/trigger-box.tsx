// How a trigger is reached: its addresses, a line to try it with, when it is due.

import { useMutation } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import { useEffect, useState } from "react";
import { useListen } from "@/api/drafts";
import { explainCron } from "@/form";
import type { FlowTrigger, NodePanelProps } from "@/graph";
import { fullTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { CodeBlock, CopyButton } from "@/ui/code-block";
import { Segments } from "@/ui/segments";
import { RelativeTime } from "@/ui/time";
import { toastProblem } from "@/ui/toast";

type Props = Pick<NodePanelProps, "workspace" | "flow" | "readOnly"> & { trigger: FlowTrigger };

export function TriggerBox({ trigger, ...props }: Props) {
  if (trigger.url || trigger.test_url) return <Addresses {...props} trigger={trigger} />;
  if (!trigger.next_at && !trigger.schedule) return null;
  return (
    <p className="rounded-control bg-sunken px-4 py-3 text-sm text-ink-soft">
      {trigger.schedule && (
        <span className="text-ink">{explainCron(trigger.schedule) ?? trigger.schedule}. </span>
      )}
      {trigger.next_at ? (
        <>
          Due next <RelativeTime at={trigger.next_at} /> ({fullTime(trigger.next_at)}).
        </>
      ) : (
        "It is due once the flow is published."
      )}
    </p>
  );
}

function Addresses({ workspace, flow, readOnly, trigger }: Props) {
  const [kind, setKind] = useState<"test" | "live">(trigger.test_url ? "test" : "live");
  const listening = useListening(workspace, flow);
  const url = (kind === "test" ? trigger.test_url : trigger.url) ?? "";
  return (
    <section
      aria-label="Address"
      className="grid grid-cols-1 gap-3 rounded-card border border-line bg-ground p-4"
    >
      <Segments<"test" | "live">
        className="justify-self-start"
        label="Which address"
        value={kind}
        options={[
          ...(trigger.test_url ? [{ value: "test" as const, label: "Test address" }] : []),
          ...(trigger.url ? [{ value: "live" as const, label: "Live address" }] : []),
        ]}
        onChange={setKind}
      />
      <div className="flex items-center gap-1 rounded-control border border-line bg-surface ps-3">
        <code className="min-w-0 flex-1 truncate font-mono text-sm" title={url}>
          {url}
        </code>
        <CopyButton text={url} label="Copy the address" />
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {kind === "test" && !readOnly && (
          <Button
            size="small"
            icon={<Radio size={15} aria-hidden className={listening.until ? "text-busy" : ""} />}
            busy={listening.busy}
            onClick={listening.start}
          >
            {listening.until === undefined ? "Listen for a test event" : "Listen again"}
          </Button>
        )}
        <p role="status" className="min-w-0 flex-1 basis-40 text-sm text-ink-soft">
          {kind === "live" ? "Runs the published version." : listeningText(listening.until)}
        </p>
      </div>
      <CodeBlock
        label="A request to try it with"
        code={curlLine(url)}
        className="[&_pre]:w-auto! [&_pre]:text-xs! [&_pre]:whitespace-pre-wrap [&_pre]:wrap-anywhere"
      />
    </section>
  );
}

function listeningText(until: number | undefined): string {
  return until === undefined
    ? "Runs the draft, once you let it listen."
    : `Listening until ${new Date(until).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}. Send a request: what comes in shows under Output.`;
}

/** Listening ends by itself; the words follow. */
function useListening(workspace: string, flow: string) {
  const listen = useListen(workspace, flow);
  const [until, setUntil] = useState<number>();
  const start = useMutation({
    mutationFn: () => listen.mutateAsync(),
    onSuccess: (answer) => setUntil(answer.until),
    onError: toastProblem,
  });
  useEffect(() => {
    if (until === undefined) return;
    const timer = setTimeout(() => setUntil(undefined), until - Date.now());
    return () => clearTimeout(timer);
  }, [until]);
  return { until, busy: start.isPending, start: () => start.mutate() };
}

/** Works in a shell as it is: quotes in the address are none of its own. */
function curlLine(url: string): string {
  return `curl -X POST '${url.replaceAll("'", "%27")}' \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "Ada", "email": "ada@example.com"}'`;
}
