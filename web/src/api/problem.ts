// Refusals and failures of a request, in one shape the pages can show.

import type { FieldProblem, Problem, ProblemDocument } from "./types";

/** A request that did not work: what happened, why, and what to do. */
export class ApiProblem extends Error {
  readonly title: string;
  readonly detail: string;
  readonly hint: string | undefined;
  /** Stable, such as `draft_changed`; `offline` when no answer came. */
  readonly code: string;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldProblem[];
  readonly problems: readonly Problem[];

  constructor(document: Partial<ProblemDocument> & { title: string; status: number }) {
    super(document.detail || document.title);
    this.name = "ApiProblem";
    this.title = document.title;
    this.detail = document.detail ?? "";
    this.hint = document.hint;
    this.code = document.code ?? "unknown";
    this.status = document.status;
    this.requestId = document.request_id;
    this.fields = document.fields ?? [];
    this.problems = document.problems ?? [];
  }

  /** What the server says of one field of the form. */
  field(name: string): string | undefined {
    return this.fields.find((entry) => entry.field === name)?.message;
  }
}

/** The problem to show for anything that was thrown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem({ title: "Something in this page broke", status: 0, code: "page", detail });
}

/** The server could not be reached at all. */
export function offlineProblem(): ApiProblem {
  return new ApiProblem({
    title: "The server could not be reached",
    detail: "No answer came back from Towpath.",
    hint: "Check the connection and that the server is running, then try again.",
    code: "offline",
    status: 0,
  });
}

/** The problem an answer other than 2xx stands for. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const plain = { title: `The server answered ${response.status}`, status: response.status };
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return new ApiProblem(plain);
  try {
    const body = (await response.json()) as Partial<ProblemDocument>;
    return new ApiProblem({ ...body, title: body.title || plain.title, status: response.status });
  } catch {
    return new ApiProblem(plain);
  }
}
