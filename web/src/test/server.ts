// Stands in for the server: answers by method and path, and keeps what was asked.
import { vi } from "vitest";
import type { FlowSummary, Me, Page, RunSummary } from "@/api/types";

/** What an address answers; a number is a refusal with this status, `never` no answer. */
export type Answer = object | number | "never";
export type Answers = Record<string, Answer>;
export type Asked = { method: string; url: string; headers: Headers; body: unknown };

export const WORKSPACE = "/workspaces/ws_1";

/** Replaces `fetch`. Addresses are `GET /workspaces/ws_1/flows`, without the query. */
export function serve(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    const body = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    asked.push({ method, url, headers: new Headers(init.headers), body });
    const path = url.replace("/api/v1", "").split("?")[0];
    return respond(answers[`${method} ${path}`] ?? 404);
  });
  return asked;
}

function respond(answer: Answer): Promise<Response> {
  if (answer === "never") return new Promise(() => {});
  if (answer === 204) return Promise.resolve(new Response(null, { status: 204 }));
  if (typeof answer === "number") return Promise.resolve(refusal(answer));
  const status = "status" in answer && "title" in answer ? Number(answer.status) : 200;
  const type = status < 400 ? "application/json" : "application/problem+json";
  const headers = { "Content-Type": type };
  return Promise.resolve(new Response(JSON.stringify(answer), { status, headers }));
}

function refusal(status: number): Response {
  const problem = {
    type: "about:blank",
    title: `Refused with ${status}`,
    status,
    detail: "The test says so.",
    code: "refused",
    hint: "Ask the test.",
  };
  const headers = { "Content-Type": "application/problem+json" };
  return new Response(JSON.stringify(problem), { status, headers });
}

export const page = <T>(...items: T[]): Page<T> => ({ items, next_cursor: null });

export const ME: Me = {
  user: { id: "user_1", name: "Ada Lindqvist", email: "ada@example.com" },
  organisation: { id: "org_1", name: "Lindqvist & Co" },
  workspaces: [{ id: "ws_1", name: "Main", role: "owner", time_zone: "Europe/Berlin" }],
  version: "0.1.0",
};

export function aFlow(change: Partial<FlowSummary> = {}): FlowSummary {
  return {
    id: "flow_1",
    name: "Welcome new customers",
    description: "",
    state: "live",
    version: 3,
    draft_changed: false,
    updated_at: Date.UTC(2026, 0, 1),
    updated_by: null,
    trigger_kinds: [],
    runs: { in_progress: 2, finished_24h: 100, failed_24h: 1 },
    ...change,
  };
}

export function aRun(change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: "run_1",
    flow: { id: "flow_1", name: "Welcome new customers" },
    version: 3,
    mode: "webhook",
    status: "succeeded",
    started_at: Date.UTC(2026, 0, 1),
    finished_at: Date.UTC(2026, 0, 1),
    duration_ms: 212,
    wake_at: null,
    waits_for: null,
    error: null,
    retry_of: null,
    ...change,
  };
}
