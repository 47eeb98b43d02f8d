// What a form may know of its surroundings. Everything is optional: the form of a
// credential knows nothing, the form of a node knows the items that came in.

import { createContext, useContext } from "react";
import type { FieldTarget } from "./expression/target";
import type { Json, JsonObject } from "./json";
import type { Schema } from "./schema";

export interface FormContext {
  /** The zone in which schedules are due, such as `Europe/Berlin`. */
  timeZone?: string;
  /** The zones this server knows; those of the browser if left out. */
  timeZones?: readonly string[];
  /** The flows one can be chosen of; `hint` stands beside the name. */
  flows?: readonly { id: string; name: string; hint?: string }[];
  /** Where fields can be taken from, nearest first. */
  sources?: readonly Source[];
  /** Evaluates a text with `{{ }}`; nothing while there is no item to do it with. */
  preview?: (template: string, signal: AbortSignal) => Promise<Preview | undefined>;
  /** Performs the node as it is set with the item that came in last, and says what came of it. */
  tryOut?: () => Promise<string>;
  /** Messages the node would send, and sending one as a test; for nodes that send some. */
  message?: MessageTools | undefined;
  /** The steps of the editor: what is changed here is one of them. */
  history?: Steps;
  /** When schedules are due, as the server follows them. */
  schedule?: (lines: readonly string[], timeZone: string, signal: AbortSignal) => Promise<DueTimes>;
  /** Texts that are shown to be copied, by name of the field. */
  copy?: Readonly<Record<string, string>>;
  /** Where a field that is clicked elsewhere is put. */
  target?: FieldTarget;
  /** Whether a secret that is left empty keeps its value. */
  keepsSecrets?: boolean;
}

export interface MessageTools {
  channel: "email" | "sms";
  /** The parameter that is the subject. */
  subject: string | undefined;
  /** What came in last, or would come in. */
  items: readonly Json[];
  /** Where the person signed in gets messages of this kind, if that is known. */
  own: string;
  preview(items: readonly Json[], signal: AbortSignal): Promise<readonly MessageShown[]>;
  /** Sends one for real, to this address or number alone. */
  test(to: string, item: Json): Promise<{ ok: boolean; message: string; hint?: string }>;
}

/** A message as somebody would get it. */
export interface MessageShown {
  to?: string;
  subject?: string;
  preheader?: string;
  html?: string;
  text: string;
  sms?: { encoding: string; segments: number; suggestion?: string };
  error?: { message: string; hint: string };
}

export interface Steps {
  canUndo: boolean;
  canRedo: boolean;
  undo(): void;
  redo(): void;
}

/** When schedules are due next. */
export interface DueTimes {
  time_zone_problem?: string;
  line_problems: readonly string[];
  times: readonly { at: number; local: string; line: number; is_moved: boolean }[];
  clock_change?: { at: number; from: string; to: string };
}

/** A node whose items an expression can use. */
export interface Source {
  id: string;
  label: string;
  /** How an expression names its item: `$json`, `$('Name').item.json`. */
  root: string;
  items: readonly Json[];
}

export type Preview =
  | { ok: true; value: Json; kind: string }
  | { ok: false; error: { message: string; hint: string; start: number; end: number } };

/** A problem as it is shown at a field. */
export interface FieldMessage {
  severity: "error" | "warning";
  message: string;
  hint?: string | undefined;
}

export interface FormState {
  /** Start of every id in the form. */
  id: string;
  root: Schema;
  context: FormContext;
  readOnly: boolean;
  messageAt(path: string): FieldMessage | undefined;
  /** Says that the person is done with a field for now, so it may be judged. */
  touch(path: string): void;
}

export const FormStateContext = createContext<FormState | null>(null);

export function useForm(): FormState {
  const state = useContext(FormStateContext);
  if (!state) throw new Error("fields are drawn inside a SchemaForm");
  return state;
}

/** The object a field stands in, for the few that fill in others beside them. */
export interface Siblings {
  value: JsonObject;
  set(next: JsonObject): void;
}

export const SiblingsContext = createContext<Siblings | null>(null);
