// The one place the app talks HTTP: paths and bodies in, typed answers or an
// ApiProblem out.

import { offlineProblem, problemOf } from "./problem";

type Query = Record<string, string | number | boolean | undefined>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Options = { query?: Query | undefined; body?: unknown; signal?: AbortSignal | undefined };

/** Called when a request is refused because nobody is signed in. */
let onSignedOut: () => Promise<void> | void = () => {};

/**
 * Says what to do when the session has ended. The refusal reaches the page when
 * the answer of `listener` resolves: never, if the page is being left.
 */
export function whenSignedOut(listener: () => Promise<void> | void): void {
  onSignedOut = listener;
}

/** `a/b` of user-given parts, each escaped. */
export function path(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)));
}

export const get = <T>(url: string, options?: Omit<Options, "body">) =>
  request<T>("GET", url, options);
export const post = <T>(url: string, body?: unknown, options?: Pick<Options, "signal">) =>
  request<T>("POST", url, { ...options, body });
export const put = <T>(url: string, body: unknown) => request<T>("PUT", url, { body });
export const patch = <T>(url: string, body: unknown) => request<T>("PATCH", url, { body });
export const remove = <Output = void>(url: string, query?: Query) =>
  request<Output>("DELETE", url, { query });

async function request<T>(method: Method, url: string, options: Options = {}): Promise<T> {
  const response = await send(method, url, options);
  if (!response.ok) {
    if (response.status === 401) await onSignedOut();
    throw await problemOf(response);
  }
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function send(method: Method, url: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  // Proves that a page of ours made the request: other sites cannot send it.
  if (method !== "GET") headers["X-Towpath-Request"] = "1";
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.signal) init.signal = options.signal;
  try {
    return await fetch(`/api/v1${url}${search(options.query)}`, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw offlineProblem();
  }
}

function search(query: Query | undefined): string {
  const given = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}
