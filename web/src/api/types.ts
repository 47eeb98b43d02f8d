// The types of the REST API, the one place the app takes them from.
// Times are milliseconds since the epoch; lists are pages with a cursor.

import type { FlowDocument, Json } from "@/graph/document";
import type { Kind } from "@/graph/kind";
import type { FlowTrigger } from "@/graph/panel";
import type { Problem } from "@/graph/problem";

export type { FlowDocument, FlowTrigger, Json, Kind, Problem };

export type Page<T> = { items: T[]; next_cursor: string | null };

/** RFC 9457, as every refusal of the server is written. */
export type ProblemDocument = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  hint?: string;
  request_id?: string;
  problems?: Problem[];
  fields?: FieldProblem[];
};
export type FieldProblem = { field: string; message: string };

// Set-up and session

export type Role = "viewer" | "editor" | "admin" | "owner";
export type Workspace = { id: string; name: string; role: Role; time_zone: string };
export type User = { id: string; name: string; email: string };
export type Me = {
  user: User;
  organisation: { id: string; name: string };
  workspaces: Workspace[];
  version: string;
};
export type SetupRequest = {
  token: string;
  organisation: string;
  workspace: string;
  name: string;
  email: string;
  password: string;
  time_zone?: string;
};
export type Session = {
  id: string;
  created_at: number;
  last_seen_at: number;
  user_agent: string;
  current: boolean;
};

// Workspace

export type Member = { user: User; role: Role };
export type NewMember = { email: string; name: string; role: Role; password: string };
export type Scope =
  | "flows:read"
  | "flows:write"
  | "runs:read"
  | "runs:write"
  | "credentials:write"
  | "data:read"
  | "data:write"
  | "queue:write";
export type Token = {
  id: string;
  name: string;
  scopes: Scope[];
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
};
export type NewToken = { name: string; scopes: Scope[]; expires_at?: number };
/** The only answer that holds the secret; it is never shown again. */
export type CreatedToken = Token & { token: string };
export type AuditEntry = {
  id: string;
  at: number;
  actor: { kind: "user" | "token" | "system"; id: string; name: string };
  action: string;
  subject: string;
  detail: { [key: string]: Json };
};

// Catalog

export type CredentialKind = {
  name: string;
  title: string;
  docs: string;
  icon: string;
  /** JSON Schema; `x-secret` marks what is never returned. */
  parameters: { readonly [key: string]: Json };
  testable: boolean;
};
/** A flow that works as it is, offered where there is none yet. */
export type SampleFlow = { id: string; title: string; summary: string; document: FlowDocument };

// Flows

export type FlowState = "draft" | "live" | "paused";
export type FlowSummary = {
  id: string;
  name: string;
  description: string;
  state: FlowState;
  /** The published version; null before the first. */
  version: number | null;
  draft_changed: boolean;
  updated_at: number;
  updated_by: { id: string; name: string } | null;
  trigger_kinds: string[];
  runs: { in_progress: number; finished_24h: number; failed_24h: number };
};
export type FlowDetail = FlowSummary & {
  /** One's own draft; without one what is published, or what was saved last before anything is. */
  document: FlowDocument;
  /** Grows with every saved change of the draft. */
  revision: number;
  /** Whose draft the document is; null: it is published, or as it was made. */
  draft_by: PersonName | null;
  /** The number of the version the document was begun from; null: none was published. */
  base: number | null;
  problems: Problem[];
  triggers: FlowTrigger[];
};
export type PersonName = { id: string; name: string };
/** That somebody has changes that are not published. */
export type FlowDraft = {
  person: PersonName;
  /** The version it was begun from, or was brought up to. */
  base: number | null;
  revision: number;
  updated_at: number;
};
export type FlowDraftDetail = FlowDraft & { document: FlowDocument };
export type FlowDrafts = { version: number | null; items: FlowDraft[] };
/** Something of another program that could not be taken over as it was. */
export type ImportFinding = {
  weight: "blocking" | "changed" | "note";
  code: string;
  /** The name of the node; null: the flow as a whole. */
  node: string | null;
  node_id: string | null;
  kind: string | null;
  field: string | null;
  message: string;
  hint: string;
};
export type ImportReport = {
  nodes: number;
  nodes_complete: number;
  nodes_partial: number;
  nodes_unknown: number;
  connections: number;
  expressions: number;
  expressions_unsupported: number;
  findings: ImportFinding[];
};
/** What a workflow of n8n would become. */
export type ImportPreview = { document: FlowDocument; report: ImportReport };
export type ImportedFlow = { flow: FlowDetail; report: ImportReport };
export type SavedDraft = { revision: number; problems: Problem[]; updated_at: number };
export type Published = { version: number; version_id: string; problems: Problem[] };
export type FlowVersion = {
  id: string;
  number: number;
  note: string;
  published_at: number;
  published_by: { id: string; name: string } | null;
  current: boolean;
  /** What people call it. */
  tags: string[];
};
export type FlowVersionDetail = FlowVersion & { document: FlowDocument };
export type FlowChange = {
  kind: "added" | "removed" | "changed" | "moved";
  what: "node" | "edge" | "setting" | "note";
  id: string;
  name: string;
  fields: { path: string; before: Json; after: Json }[];
};
export type Item = { json: Json; binary?: Json; lineage?: Json };
export type ItemsByPort = { [port: string]: Item[] };
export type NodeSample = { run: string; at: number; inputs: ItemsByPort; outputs: ItemsByPort };
export type FlowSamples = { nodes: { [node: string]: NodeSample } };
export type StartRun = {
  node?: string;
  items?: Json[];
  draft?: boolean;
  until?: string;
  /** A test whose results are taken over where nothing has changed. */
  reuse?: string;
  debug?: DebugRun;
};
/** The nodes a test stops before, each with its condition or an empty text. */
export type DebugRun = {
  breakpoints?: { [node: string]: string };
  /** The arrows it stops at. */
  arrows?: { [edge: string]: string };
  at_start?: boolean;
};
/** Where a run that is under way stops from now on; at its next step, unless only there. */
export type AttachRun = {
  breakpoints?: { [node: string]: string };
  arrows?: { [edge: string]: string };
  breakpoints_only?: boolean;
};
/** Where a test stands. */
export type RunStanding = {
  held: HeldNode[];
  breakpoints: { [node: string]: string };
  arrows: { [edge: string]: string };
  /** One that is only paused cannot be stepped. */
  debugged: boolean;
};
export type HeldNode = {
  node: string;
  name: string;
  frame: number;
  place: { node: string; iteration: number }[];
  arrows: HeldArrow[];
};
/** Without an edge: what the body of a box begins with. */
export type HeldArrow = {
  edge?: string;
  from?: string;
  port: string;
  items: Json[];
  count: number;
};
export type ArrowEdit = { edge?: string; frame?: number; items: Json[] };
export type DebugStep = {
  step: "over" | "into" | "out" | "continue";
  node?: string;
  frame?: number;
  breakpoints?: { [node: string]: string };
  arrows?: { [edge: string]: string };
  edits?: ArrowEdit[];
};
export type WatchRequest = { node: string; frame?: number; template: string; item_index?: number };
export type StartedRun = { run: string; status: RunStatus; answer?: Json };
export type TryNode = {
  items: Json[];
  parameters?: { readonly [key: string]: Json };
  credentials?: { readonly [slot: string]: string };
};
/** A test of a flow: what it is triggered with, what blocks answer, what is expected. */
export type FlowTest = {
  name: string;
  trigger?: string;
  items?: Json[];
  mocks?: { [node: string]: FlowTestMock };
  ends?: "succeeds" | "fails";
  expectations?: FlowTestExpectation[];
};
/** What a block answers instead of being performed. */
export type FlowTestMock =
  | { answer: "items"; port?: string; items: Json[] }
  | { answer: "failure"; message: string };
export type FlowTestExpectation = {
  node: string;
  that: "runs" | "does_not_run" | "takes" | "counts" | "equals" | "contains";
  port?: string;
  item?: number;
  path?: string;
  value?: Json;
};
export type SavedFlowTest = {
  id: string;
  test: FlowTest;
  created_at: number;
  updated_at: number;
};
/** Whether something expected came true. */
export type FlowTestVerdict = {
  node?: string;
  passed: boolean;
  message: string;
  expected?: Json;
  actual?: Json;
};
export type FlowTestResult = {
  id?: string;
  name: string;
  passed: boolean;
  verdicts: FlowTestVerdict[];
  /** What each block gave, each time it ran, by port. */
  given: { [node: string]: { [port: string]: Json[] }[] };
  /** Blocks that reach outside and were left out. */
  withheld: string[];
};
export type FlowTestResults = { passed: boolean; items: FlowTestResult[] };
export type TriedNode = { outputs?: ItemsByPort; error?: StepError };
export type PreviewRequest = {
  node: string;
  template: string;
  item_index?: number;
  item?: Json;
};
export type Preview =
  | { ok: true; value: Json; kind: string }
  | { ok: false; error: { message: string; hint: string; start: number; end: number } };

// Limits

/** How many runs; null is no limit. */
export type RunLimits = { at_once: number | null; rate: { runs: number; per_ms: number } | null };
/** What the owner of a workspace set, and what the server allows each. */
export type WorkspaceLimits = { own: RunLimits; server: RunLimits };

// Runs

export type RunStatus =
  | "queued"
  | "running"
  | "waiting"
  | "paused"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "in_doubt";
export type RunMode =
  | "webhook"
  | "manual"
  | "schedule"
  | "error"
  | "test"
  | "job"
  | "retry"
  | "flow"
  | "event";
export type RunSummary = {
  id: string;
  flow: { id: string; name: string };
  version: number | null;
  mode: RunMode;
  status: RunStatus;
  started_at: number;
  finished_at: number | null;
  duration_ms: number | null;
  wake_at: number | null;
  /** What a queued run waits for, as the middle of a sentence. */
  waits_for: string | null;
  error: { node: string; node_name: string; message: string } | null;
  retry_of: string | null;
  /** The run that began it. */
  parent?: string | null;
};
export type EdgeState = "pending" | "taken" | "skipped";
export type StepState =
  | "running"
  | "waiting"
  | "done"
  | "failed"
  | "skipped"
  | "cancelled"
  | "in_doubt"
  | "retrying"
  | "held";
export type StepError = {
  class: "transient" | "permanent" | "cancelled" | "in_doubt";
  code: string;
  message: string;
  hint: string;
  parameter?: string;
};
export type Step = {
  index: number;
  frame: number;
  node: string;
  node_name: string;
  kind: string;
  attempt: number;
  state: StepState;
  started_at: number;
  finished_at: number | null;
  duration_us: number | null;
  items_in: number;
  items_out: { [port: string]: number };
  error: StepError | null;
  /** The block whose work it undoes. */
  undoes?: string | null;
  /** Of a block that runs another flow: the run of that. */
  child?: string | null;
  /** The other flow, if it ran within this run. */
  inside?: { flow: string; name: string; version: number | null; steps: Step[] } | null;
  wake_at: number | null;
  /** The event it waits for. */
  awaits?: { name: string; key: string } | null;
  /** The boxes around the node with the iteration of each, from the outside in. */
  place: { node: string; iteration: number }[];
  /** Of a box, how many iterations began. */
  iterations: number | null;
};
export type StepDetail = Step & { inputs: ItemsByPort; outputs: ItemsByPort; truncated: boolean };
export type Message = {
  id: string;
  node: string;
  channel: string;
  to: string;
  status: string;
  provider_id: string | null;
  segments?: number;
  updated_at: number;
  history: { status: string; at: number; detail?: string }[];
};
export type NodeProgress = { state: StepState; attempts: number; items_out: number };
export type RunDetail = RunSummary & {
  /** What takes effect when what is being performed is over. */
  asked?: "pause" | "cancel" | null;
  document: FlowDocument;
  /** All outside of boxes, and of the others as many as there is room for. */
  steps: Step[];
  steps_total: number;
  /** How many more there were, in the iterations in the middle of loops. */
  steps_left_out: number;
  edges: { [edge: string]: { state: EdgeState; items: number } };
  nodes: { [node: string]: NodeProgress };
  messages: Message[];
  /** What the flow wrote onto the run, by name. */
  notes: { [name: string]: string };
  correlation_id: string | null;
};
/** How a run is begun again: from a node, with other items, on the published version. */
export type RetryRun = {
  from?: string | undefined;
  items?: { [node: string]: { [port: string]: Json[] } };
  newest?: boolean;
};
/** Runs that are tried again, many at once. */
export type Batch = {
  id: string;
  runs: number;
  done: number;
  refused: number;
  created_at: number;
  finished_at: number | null;
};
export type Settlement = {
  node: string;
  frame?: number | null;
  outcome: "done" | "failed" | "retry";
};

// Live

export type RunEvent = {
  run: string;
  flow: string;
  status: RunStatus;
  mode: RunMode;
  at: number;
  wake_at?: number | null;
  error?: RunSummary["error"];
  draft: boolean;
};
export type StepEvent = {
  run: string;
  flow: string;
  node: string;
  frame: number;
  attempt: number;
  state: StepState;
  at: number;
  duration_us?: number | null;
  items_out?: { [port: string]: number };
  error?: StepError | null;
  place?: { node: string; iteration: number }[] | null;
};
export type EdgeEvent = {
  run: string;
  flow: string;
  edge: string;
  state: EdgeState;
  items: number;
};

// Credentials

export type Credential = {
  id: string;
  name: string;
  kind: string;
  created_at: number;
  updated_at: number;
  used_by: number;
  /** What is not secret. */
  fields: { [field: string]: Json };
};
export type NewCredential = { name: string; kind: string; fields: { [field: string]: Json } };
export type CredentialChange = { name?: string; fields?: { [field: string]: Json } };
export type CredentialTest = { ok: boolean; message: string };
