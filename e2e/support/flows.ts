// Flow files the journeys begin with when drawing is not what they are about.

export interface FlowNode {
  id: string;
  kind: string;
  name: string;
  position: { x: number; y: number };
  parameters: Record<string, unknown>;
  /** The box it stands in. */
  parent?: string;
  credentials?: Record<string, string>;
}

export interface FlowFile {
  format: "towpath.flow";
  version: 1;
  name: string;
  nodes: FlowNode[];
  edges: { id: string; from: { node: string; port: string }; to: { node: string; port: string } }[];
}

type Step = Omit<FlowNode, "position">;

const COLUMN_WIDTH = 320;

/** Steps in a row, each after the one before; an If goes on where it is true. */
export function chain(name: string, steps: Step[]): FlowFile {
  return {
    format: "towpath.flow",
    version: 1,
    name,
    nodes: steps.map((step, index) => ({ ...step, position: { x: index * COLUMN_WIDTH, y: 0 } })),
    edges: steps.slice(1).map((step, index) => {
      const before = steps[index] as Step;
      return {
        id: `${before.id}-${step.id}`,
        from: { node: before.id, port: before.kind === "if" ? "true" : "main" },
        to: { node: step.id, port: "main" },
      };
    }),
  };
}

/** A chain, one of whose steps stands in a loop of its own. */
export function boxed(name: string, list: Step[], inner: string): FlowFile {
  const flow = chain(name, list);
  const loop = `${inner}-loop`;
  const lead = (node: string) => (node === inner ? loop : node);
  const nodes = flow.nodes.map((node) => (node.id === inner ? { ...node, parent: loop, position: { x: node.position.x + 32, y: 96 } } : node));
  const place = { x: nodes.find(({ id }) => id === inner)?.position.x ?? 0, y: 0 };
  return {
    ...flow,
    nodes: [...nodes, { id: loop, kind: "for_each", name: "For each", parameters: {}, position: place }],
    edges: flow.edges.map(({ id, from, to }) => ({ id, from: { node: lead(from.node), port: "main" }, to: { node: lead(to.node), port: "main" } })),
  };
}

export const steps = {
  webhook: (path: string): Step => ({ id: "in", kind: "webhook", name: "Webhook", parameters: { path } }),
  greet: (): Step => ({
    id: "greet",
    kind: "set_fields",
    name: "Greeting",
    parameters: { fields: [{ name: "greeting", value: "Hello {{ $json.name }}" }] },
  }),
  respond: (): Step => ({ id: "answer", kind: "respond", name: "Respond", parameters: {} }),
  sms: (credential: string): Step => ({
    id: "sms",
    kind: "send_sms",
    name: "Text",
    parameters: { to: "{{ $json.phone }}", message: "{{ $json.greeting }}" },
    credentials: { account: credential },
  }),
  email: (credential: string): Step => ({
    id: "mail",
    kind: "send_email",
    name: "Mail",
    parameters: { to: "{{ $json.email }}", subject: "{{ $json.greeting }}", text: "Welcome aboard, {{ $json.name }}." },
    credentials: { smtp: credential },
  }),
};
