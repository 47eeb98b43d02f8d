// From where and with what a run goes on.
import { useState } from "react";
import { useRetryRun } from "@/api/runs";
import type { Json, RetryRun, StepDetail } from "@/api/types";
import { useNavigate } from "@/router";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Select, TextArea } from "@/ui/text-field";
import { toastProblem } from "@/ui/toast";
import { Checkbox } from "@/ui/toggle";
import type { GoOnProps } from "./go-on";

export default function GoOnDialog({
  workspace,
  run,
  step,
  detail,
  ports,
  onClose,
}: GoOnProps & { onClose(): void }) {
  const navigate = useNavigate();
  const retry = useRetryRun(workspace);
  const isTrigger = step.attempt === 0 && detail?.inputs && step.items_in === 0;
  const [how, setHow] = useState<"again" | "items">(isTrigger ? "items" : "again");
  const [port, setPort] = useState(firstPort(detail, ports));
  const [text, setText] = useState(() => textOf(detail, port));
  const [isNewest, setNewest] = useState(false);
  const items = itemsIn(text);
  const start = () => {
    if (how === "items" && items === undefined) return;
    const resume: RetryRun =
      how === "again" ? { from: step.node } : { items: { [step.node]: { [port]: items ?? [] } } };
    retry.mutate(
      { run: run.id, ...resume, newest: isNewest },
      {
        onSuccess: (next) => void navigate({ to: "/runs/$run", params: { run: next.run } }),
        onError: toastProblem,
      },
    );
  };
  return (
    <Dialog
      title={`Go on from “${step.node_name}”`}
      description="A new run begins. What was done before this step is kept and not performed again."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            busy={retry.isPending}
            disabled={how === "items" && items === undefined}
            onClick={start}
          >
            Start the run
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Select
          label="This step"
          value={how}
          options={[
            { value: "again", label: "is performed again", disabled: Boolean(isTrigger) },
            { value: "items", label: "gave the items I say" },
          ]}
          onChange={(event) => setHow(event.target.value as typeof how)}
        />
        {how === "items" && (
          <>
            {ports.length > 1 && (
              <Select
                label="At the port"
                value={port}
                options={ports.map(({ name, title }) => ({ value: name, label: title || name }))}
                onChange={(event) => {
                  setPort(event.target.value);
                  setText(textOf(detail, event.target.value));
                }}
              />
            )}
            <TextArea
              label="Items"
              hint="A list with the JSON of each item."
              error={items === undefined ? "This is not a list in JSON." : undefined}
              className="[&_textarea]:font-mono [&_textarea]:text-sm"
              rows={10}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </>
        )}
        {run.version !== null && (
          <Checkbox
            label="On the published version, where its blocks are the same"
            checked={isNewest}
            onChange={setNewest}
          />
        )}
      </div>
    </Dialog>
  );
}

function firstPort(detail: StepDetail | undefined, ports: GoOnProps["ports"]): string {
  return Object.keys(detail?.outputs ?? {})[0] ?? ports[0]?.name ?? "main";
}

/** What the step gave at a port; of one that gave nothing, what came in. */
function textOf(detail: StepDetail | undefined, port: string): string {
  const given = detail?.outputs[port] ?? Object.values(detail?.inputs ?? {})[0] ?? [];
  return JSON.stringify(
    given.map((item) => item.json),
    null,
    2,
  );
}

/** The items somebody wrote; undefined if they are no list. */
export function itemsIn(text: string): Json[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as Json[]) : undefined;
  } catch {
    return undefined;
  }
}
