// A test run with data of one's own, from one of the triggers.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { flowSamplesQuery, useListen } from "@/api/drafts";
import type { FlowSamples } from "@/api/types";
import type { FlowNode, JsonObject } from "@/graph";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Select, TextArea } from "@/ui/text-field";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { useEditorState } from "./store";

export function RunDialog({ onClose }: { onClose(): void }) {
  const { workspace, flow, runs } = useBench();
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const triggers = document.nodes.filter((node) => kinds.of(node)?.role === "trigger");
  const samples = useQuery(flowSamplesQuery(workspace, flow));
  const [chosen, setChosen] = useState(triggers[0]?.id ?? "");
  const [typed, setTyped] = useState<string>();
  const text = typed ?? lastItem(samples.data, chosen);
  const read = readItem(text);
  const start = () => {
    if (!read.item) return;
    onClose();
    void runs.run({ node: chosen, items: [read.item] });
  };
  return (
    <Dialog
      title="Run with data"
      description="Runs the draft once as a test, as if the trigger had sent this."
      onClose={onClose}
      footer={
        <>
          <Listen node={triggers.find(({ id }) => id === chosen)} onDone={onClose} />
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!read.item || !chosen} onClick={start}>
            Run
          </Button>
        </>
      }
    >
      <div className="grid gap-5">
        {triggers.length === 0 && (
          <p className="text-sm text-ink-soft">This flow has no trigger yet. Add one first.</p>
        )}
        {triggers.length > 1 && (
          <Select
            label="Starts at"
            value={chosen}
            options={triggers.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => {
              setChosen(event.target.value);
              setTyped(undefined);
            }}
          />
        )}
        <TextArea
          label="Data"
          hint="One item as a JSON object. What the trigger saw last is filled in."
          rows={10}
          spellCheck={false}
          error={read.error}
          value={text}
          onChange={(event) => setTyped(event.target.value)}
          className="[&_textarea]:font-mono [&_textarea]:text-sm"
        />
      </div>
    </Dialog>
  );
}

/** Waits for a real event at the test address, if the trigger has one. */
function Listen({ node, onDone }: { node: FlowNode | undefined; onDone(): void }) {
  const { workspace, flow, autosave } = useBench();
  const listen = useListen(workspace, flow);
  const trigger = useEditorState(({ facts }) =>
    facts.triggers.find((other) => other.node === node?.id),
  );
  const url = trigger?.test_url;
  if (!url) return null;
  const arm = async () => {
    await autosave.flush();
    listen.mutate(undefined, {
      onSuccess: () => {
        onDone();
        toast({
          title: "Listening for ten minutes",
          detail: `Open it in a browser, or send a request: ${url}`,
          tone: "good",
        });
      },
      onError: toastProblem,
    });
  };
  return (
    <Button className="me-auto" busy={listen.isPending} onClick={() => void arm()}>
      Listen for a real event
    </Button>
  );
}

function lastItem(samples: FlowSamples | undefined, node: string): string {
  const outputs = Object.values(samples?.nodes[node]?.outputs ?? {});
  const item = outputs.flat()[0];
  return JSON.stringify(item?.json ?? {}, null, 2);
}

function readItem(text: string): { item?: JsonObject; error?: string } {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject
      ? { item: value as JsonObject }
      : { error: "Write a JSON object, in curly braces." };
  } catch {
    return { error: "This is not JSON yet: look for a missing quote, comma or brace." };
  }
}
