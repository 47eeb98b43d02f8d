// What every node can be told, as a form: its schema, its values, and the options
// that the values stand for. An option at its default is left out of the document.

import type { Schema } from "@/form";
import {
  DEFAULT_RETRY,
  edgesInto,
  type FlowDocument,
  type FlowNode,
  type Join,
  type JoinRule,
  type JsonObject,
  type Kinds,
  type NodeOptions,
  nodeOf,
  portLabel,
  type Retry,
  type RetryClass,
  type RetryStrategy,
} from "@/graph";

type Options = { [Option in keyof NodeOptions]?: NodeOptions[Option] | null };
type ArrowsIn = readonly { id: string; title: string }[];

const RETRIES_MAXIMUM = 20;
const MINUTE_MS = 60_000;

const RETRY_CLASSES = [
  { const: "transient", title: "All that may go away" },
  { const: "rate_limited", title: "Too many requests" },
  { const: "timeout", title: "No answer in time" },
  { const: "network", title: "No connection" },
  { const: "server", title: "The other side is down" },
  { const: "permanent", title: "All that stay" },
  { const: "authentication", title: "Not let in" },
  { const: "invalid", title: "Not accepted" },
];

/** The blocks that could undo the work of a node: those that stand apart. */
export function undoingOf(document: FlowDocument, kinds: Kinds, node: string): ArrowsIn {
  const tied = new Set(document.edges.flatMap(({ from, to }) => [from.node, to.node]));
  const apart = document.nodes.filter(
    (other) =>
      other.id !== node &&
      other.parent === undefined &&
      !tied.has(other.id) &&
      kinds.of(other)?.role !== "trigger",
  );
  return apart.map(({ id, name }) => ({ id, title: name }));
}

/** The arrows that lead to a node, named by where they come from. */
export function arrowsInto(document: FlowDocument, kinds: Kinds, node: string): ArrowsIn {
  return edgesInto(document, node).map((edge) => {
    const name = nodeOf(document, edge.from.node)?.name ?? "a missing node";
    const port = portLabel(document, kinds, edge);
    return { id: edge.id, title: port ? `${name} (${port})` : name };
  });
}

interface Asked {
  arrows: ArrowsIn;
  /** The blocks that could undo what this one does. */
  undoing?: ArrowsIn;
  /** Whether the kind does something outside that cannot be taken back. */
  effect: boolean;
  /** Whether the other side can be asked if it took place. */
  looksUp?: boolean;
  trigger: boolean;
}

export function settingsSchema({
  arrows,
  undoing = [],
  effect,
  looksUp = false,
  trigger,
}: Asked): Schema {
  return {
    type: "object",
    properties: {
      ...(arrows.length > 1 ? joinProperties(arrows) : {}),
      ...(trigger ? {} : failureProperties),
      ...(trigger || undoing.length === 0 ? {} : { compensate_with: undoingProperty(undoing) }),
      ...(effect ? { on_uncertain: uncertainProperty(looksUp) } : {}),
      ...(trigger ? {} : itemProperties),
      note: {
        type: "string",
        title: "Note",
        description: "For people; shown on the canvas.",
        "x-widget": "multiline",
      },
    },
  };
}

const joinProperties = (arrows: ArrowsIn): Record<string, Schema> => ({
  join_rule: {
    title: "When it starts",
    default: "all",
    oneOf: [
      {
        const: "all",
        title: "When all arrows are decided",
        description: "Runs if at least one of them was taken.",
      },
      {
        const: "all_required",
        title: "When all arrows were taken",
        description: "Skipped if one of them was not.",
      },
      { const: "any", title: "With the first arrow taken", description: "Later ones are ignored." },
      {
        const: "first",
        title: "When some arrows were taken",
        description: "As many as you say; later ones are ignored.",
      },
      {
        const: "specific",
        title: "When certain arrows were taken",
        description: "Skipped if one of them was not.",
      },
    ],
  },
  join_first: {
    type: "integer",
    title: "How many arrows",
    minimum: 1,
    maximum: arrows.length,
    default: 1,
    "x-show": { join_rule: ["first"] },
  },
  join_arrows: {
    type: "object",
    title: "Which arrows",
    properties: Object.fromEntries(arrows.map(({ id, title }) => [id, { type: "boolean", title }])),
    "x-show": { join_rule: ["specific"] },
  },
  join_timeout_ms: {
    type: "integer",
    title: "Wait at most",
    description:
      "After the first arrow is decided. What is still open then counts as skipped. Empty: wait for ever.",
    minimum: 1,
    "x-widget": "duration",
  },
});

const failureProperties: Record<string, Schema> = {
  retry: {
    title: "Try again",
    description:
      "Only failures that may go away: no answer, too many requests, the other side is down.",
    default: "default",
    oneOf: [
      { const: "default", title: "Three times", description: "After 1 s, 5 s and 15 s." },
      { const: "never", title: "Never" },
      { const: "own", title: "As I say" },
    ],
  },
  retry_maximum: {
    type: "integer",
    title: "How often",
    minimum: 1,
    maximum: RETRIES_MAXIMUM,
    default: DEFAULT_RETRY.maximum,
    "x-show": { retry: ["own"] },
  },
  retry_delays_ms: {
    type: "array",
    title: "Pauses",
    description: "Before each further attempt; the last one repeats.",
    items: { type: "integer", minimum: 0, default: MINUTE_MS, "x-widget": "duration" },
    "x-show": { retry: ["own"] },
  },
  retry_classes: {
    type: "array",
    title: "Errors with a way of their own",
    description: "Tried again as said here, whether or not others of their kind are.",
    items: {
      type: "object",
      required: ["class"],
      properties: {
        class: { title: "Errors", default: "rate_limited", oneOf: RETRY_CLASSES },
        maximum: {
          type: "integer",
          title: "How often",
          description: "0: never. Empty: as above.",
          minimum: 0,
          maximum: RETRIES_MAXIMUM,
        },
        delays_ms: {
          type: "array",
          title: "Pauses",
          description: "None: as above.",
          items: { type: "integer", minimum: 0, default: MINUTE_MS, "x-widget": "duration" },
        },
      },
    },
    "x-show": { retry: ["own"] },
  },
  timeout_ms: {
    type: "integer",
    title: "One attempt may take",
    description: "Empty: what is usual for this kind of node.",
    minimum: 1,
    "x-widget": "duration",
  },
  on_error: {
    title: "If it fails for good",
    description: "Only if its error port leads nowhere.",
    default: "flow",
    oneOf: [
      { const: "flow", title: "As the flow's settings say" },
      { const: "stop", title: "The run fails" },
      {
        const: "continue",
        title: "Go on without it",
        description: "What follows it is skipped, the rest goes on.",
      },
      {
        const: "pass_on",
        title: "Pass its items on with the error",
        description: "They leave at the first port; the run does not fail.",
      },
    ],
  },
};

const itemProperties: Record<string, Schema> = {
  once: {
    type: "boolean",
    title: "Only the first item",
    description: "It sees only the first item of each input.",
    default: false,
  },
  always_output: {
    type: "boolean",
    title: "At least one item",
    description: "Where it gives no item at its first port, it gives one empty item.",
    default: false,
  },
};

const undoingProperty = (undoing: ArrowsIn): Schema => ({
  title: "Undone by",
  description: "A block or box without arrows. It runs when the flow fails and shall be undone.",
  default: "",
  oneOf: [
    { const: "", title: "Nothing" },
    ...undoing.map(({ id, title }) => ({ const: id, title })),
  ],
});

const lookUpOption = {
  const: "look_up",
  title: "Ask the other side",
  description: "Goes on with what it says, and does it again only if it did not happen.",
};

const uncertainProperty = (looksUp: boolean): Schema => ({
  title: "If a crash leaves it unknown whether it happened",
  default: "retry",
  oneOf: [
    {
      const: "retry",
      title: "Do it again",
      description: "At least once: it may happen twice, with the same key.",
    },
    ...(looksUp ? [lookUpOption] : []),
    {
      const: "ask",
      title: "Ask a person",
      description: "At most once: the run waits until somebody says what happened.",
    },
    { const: "skip", title: "Take it as done", description: "At most once: the run goes on." },
    {
      const: "fail",
      title: "Let it fail",
      description: "At most once: the run takes the error port or fails.",
    },
  ],
});

/** The options of a node as the form shows them. */
export function settingsValue(node: FlowNode): JsonObject {
  return defined({
    ...joinValue(node.join),
    ...retryValue(node.retry),
    timeout_ms: node.timeout_ms,
    on_error: node.on_error,
    compensate_with: node.compensate_with,
    on_uncertain: node.on_uncertain,
    once: node.once,
    always_output: node.always_output,
    note: node.note,
  });
}

function joinValue(join: Join | undefined) {
  const rule = join?.rule ?? "all";
  const timeout = { join_timeout_ms: join?.timeout_ms };
  if (typeof rule === "string") return { join_rule: rule === "all" ? undefined : rule, ...timeout };
  if ("first" in rule) return { join_rule: "first", join_first: rule.first, ...timeout };
  return {
    join_rule: "specific",
    join_arrows: Object.fromEntries(rule.specific.map((id) => [id, true])),
    ...timeout,
  };
}

function retryValue(retry: Retry | undefined) {
  if (retry === undefined) return {};
  if (retry.maximum === 0) return { retry: "never" };
  const classes = Object.entries(retry.classes ?? {}).map(([name, strategy]) => ({
    class: name,
    ...strategy,
  }));
  return {
    retry: "own",
    retry_maximum: retry.maximum,
    retry_delays_ms: retry.delays_ms,
    retry_classes: classes.length > 0 ? classes : undefined,
    retry_on: retry.on,
    retry_spread: retry.spread_percent,
  };
}

/** The options that differ between two states of the form; `null` goes back to the default. */
export function changedOptions(before: JsonObject, after: JsonObject): Options {
  const [old, next] = [optionsOf(before), optionsOf(after)];
  const names = Object.keys(next) as (keyof Options)[];
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(next[name]));
  return Object.fromEntries(changed.map((name) => [name, next[name]]));
}

function optionsOf(value: JsonObject): Options {
  return {
    join: joinOf(value),
    retry: retryOf(value),
    timeout_ms: (value.timeout_ms as number) ?? null,
    on_error:
      value.on_error === "flow" ? null : ((value.on_error as NodeOptions["on_error"]) ?? null),
    on_uncertain:
      value.on_uncertain === "retry"
        ? null
        : ((value.on_uncertain as NodeOptions["on_uncertain"]) ?? null),
    compensate_with: (value.compensate_with as string) || null,
    once: value.once === true || null,
    always_output: value.always_output === true || null,
    note: (value.note as string) || null,
  };
}

function joinOf(value: JsonObject): Join | null {
  const rule = ruleOf(value);
  const timeout_ms = value.join_timeout_ms as number | undefined;
  if (rule === "all" && timeout_ms === undefined) return null;
  return {
    ...(rule === "all" ? {} : { rule }),
    ...(timeout_ms === undefined ? {} : { timeout_ms }),
  };
}

function ruleOf({ join_rule = "all", join_first = 1, join_arrows = {} }: JsonObject): JoinRule {
  if (join_rule === "first") return { first: join_first as number };
  if (join_rule !== "specific") return join_rule as JoinRule;
  const arrows = Object.entries(join_arrows as JsonObject);
  return { specific: arrows.filter(([, wanted]) => wanted === true).map(([id]) => id) };
}

function retryOf(value: JsonObject): Retry | null {
  const { retry, retry_maximum, retry_delays_ms } = value;
  if (retry === "never") return { maximum: 0, delays_ms: [...DEFAULT_RETRY.delays_ms] };
  if (retry !== "own") return null;
  const delays =
    (retry_delays_ms as number[] | undefined)?.filter((delay) => typeof delay === "number") ?? [];
  return {
    maximum: (retry_maximum as number) ?? DEFAULT_RETRY.maximum,
    delays_ms: delays.length > 0 ? delays : [...DEFAULT_RETRY.delays_ms],
    ...retryRest(value),
  };
}

/** What is said of some classes of errors, and what the form does not show. */
function retryRest({ retry_classes, retry_on, retry_spread }: JsonObject): Partial<Retry> {
  const list = (retry_classes ?? []) as readonly ({ class?: RetryClass } & RetryStrategy)[];
  const classes = list.map(({ class: name = "rate_limited", maximum, delays_ms }) => [
    name,
    {
      ...(maximum == null ? {} : { maximum }),
      ...(delays_ms?.length ? { delays_ms } : {}),
    },
  ]);
  return {
    ...(classes.length > 0 ? { classes: Object.fromEntries(classes) } : {}),
    ...(retry_on == null ? {} : { on: retry_on as readonly RetryClass[] }),
    ...(retry_spread == null ? {} : { spread_percent: retry_spread as number }),
  };
}

function defined(value: { readonly [name: string]: unknown }): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as JsonObject;
}
