// Proves while compiling that types.ts says what the server says (schema.ts). Ours
// may be narrower than an OpenAPI document can be, a state being one of a few
// words, but names the same fields and never promises what the server does not.
// Documents of flows are left out: graph/document.ts holds them read-only.

import type { components } from "./schema";
import type * as Ours from "./types";

type Server = components["schemas"];

/** True if `Own` fits `Their` and both name the same fields. */
type Fits<Own extends Their, Their> = [
  Exclude<keyof Own, keyof Their> | Exclude<keyof Their, keyof Own>,
] extends [never]
  ? true
  : Exclude<keyof Own, keyof Their> | Exclude<keyof Their, keyof Own>;
type Holds<Facts extends readonly true[]> = Facts;
type Undrawn<T> = Omit<T, "document">;

export type Contract = Holds<
  [
    Fits<Ours.Me, Server["Me"]>,
    Fits<Ours.Session, Server["Session"]>,
    Fits<Ours.SetupRequest, Server["SetUp"]>,
    Fits<Ours.Workspace, Server["Workspace"]>,
    Fits<Ours.Member, Server["Member"]>,
    Fits<Ours.NewMember, Server["NewMember"]>,
    Fits<Ours.Token, Server["Token"]>,
    Fits<Ours.NewToken, Server["NewToken"]>,
    Fits<Ours.CreatedToken, Server["CreatedToken"]>,
    Fits<Ours.AuditEntry, Server["AuditEntry"]>,
    Fits<Ours.CredentialKind, Server["CredentialKind"]>,
    Fits<Undrawn<Ours.SampleFlow>, Undrawn<Server["SampleFlow"]>>,
    Fits<Ours.FlowSummary, Server["FlowSummary"]>,
    Fits<Undrawn<Ours.FlowDetail>, Undrawn<Server["FlowDetail"]>>,
    Fits<Ours.FlowTrigger, Server["FlowTrigger"]>,
    Fits<Ours.Problem, Server["FlowProblem"]>,
    Fits<Ours.ImportFinding, Server["ImportFinding"]>,
    Fits<Ours.ImportReport, Server["ImportReport"]>,
    Fits<Ours.FlowDraft, Server["FlowDraft"]>,
    Fits<Ours.FlowDrafts, Server["FlowDrafts"]>,
    Fits<Undrawn<Ours.FlowDraftDetail>, Undrawn<Server["FlowDraftDetail"]>>,
    Fits<Ours.SavedDraft, Server["SavedDraft"]>,
    Fits<Ours.Published, Server["Published"]>,
    Fits<Ours.FlowVersion, Server["FlowVersion"]>,
    Fits<Undrawn<Ours.FlowVersionDetail>, Undrawn<Server["FlowVersionDetail"]>>,
    Fits<Ours.NodeSample, Server["NodeSample"]>,
    Fits<Ours.FlowSamples, Server["FlowSamples"]>,
    Fits<Ours.StartRun, Server["StartRun"]>,
    Fits<Ours.RunStanding, Server["RunStanding"]>,
    Fits<Ours.DebugStep, Server["DebugStep"]>,
    Fits<Ours.WatchRequest, Server["WatchRequest"]>,
    Fits<Ours.StartedRun, Server["StartedRun"]>,
    Fits<Ours.TryNode, Server["TryNode"]>,
    Fits<Ours.TriedNode, Server["TriedNode"]>,
    Fits<Ours.PreviewRequest, Server["PreviewRequest"]>,
    Fits<Ours.RunSummary, Server["RunSummary"]>,
    Fits<Undrawn<Ours.RunDetail>, Undrawn<Server["RunDetail"]>>,
    Fits<Ours.Step, Server["Step"]>,
    Fits<Ours.StepDetail, Server["StepDetail"]>,
    Fits<Ours.StepError, Server["StepError"]>,
    Fits<Ours.Message, Server["Message"]>,
    Fits<Ours.Settlement, Server["SettleRun"]>,
    Fits<Ours.Batch, Server["Batch"]>,
    Fits<Ours.Credential, Server["Credential"]>,
    Fits<Ours.NewCredential, Server["NewCredential"]>,
    Fits<Ours.CredentialChange, Server["ChangeCredential"]>,
    Fits<Ours.CredentialTest, Server["CredentialTest"]>,
  ]
>;
