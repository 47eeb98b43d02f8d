// Messages of a node before they are sent, and one sent as a test.

import type { Json, JsonObject } from "@/graph/document";
import { path, post } from "./client";
import { ofFlow } from "./flows";
import type { Page } from "./types";

/** A message as somebody would get it, or why there is none. */
export type MessagePreview = {
  to?: string;
  subject?: string;
  preheader?: string;
  html?: string;
  text: string;
  sms?: { encoding: string; segments: number; suggestion?: string };
  error?: { message: string; hint: string };
};

export type SentTest = { ok: boolean; message: string; hint?: string };

type AsItIsSet = { parameters: JsonObject };

/** What the node would send, item by item; nothing is sent. */
export async function previewMessages(
  workspace: string,
  flow: string,
  node: string,
  request: AsItIsSet & { items: readonly Json[] },
  signal: AbortSignal,
): Promise<readonly MessagePreview[]> {
  const address = ofFlow(workspace, flow, path`/nodes/${node}/messages`);
  return (await post<Page<MessagePreview>>(address, request, { signal })).items;
}

/** Sends one message for real, to this address or number and to nobody else. */
export const sendTest = (
  workspace: string,
  flow: string,
  node: string,
  request: AsItIsSet & { to: string; item: Json; credentials: { [slot: string]: string } },
) => post<SentTest>(ofFlow(workspace, flow, path`/nodes/${node}/messages/test`), request);
