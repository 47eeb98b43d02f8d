// A node whose kind this server does not have: what it holds is kept and shown.
import type { FlowNode } from "@/graph";
import { CodeBlock } from "@/ui/code-block";

export function UnknownKind({ node }: { node: FlowNode }) {
  return (
    <div className="grid gap-4">
      <div className="rounded-control bg-warn-soft px-4 py-3 text-sm text-warn">
        <p className="font-medium">This server has no node of the kind “{node.kind}”.</p>
        <p>
          The flow cannot be published with it. Take it out, or add the kind to the server. What it
          holds is kept.
        </p>
      </div>
      <CodeBlock label="Parameters" code={JSON.stringify(node.parameters, null, 2)} />
    </div>
  );
}
