import { afterEach, expect, test, vi } from "vitest";
import { serve } from "@/test/server";
import { get, path, post, remove, whenSignedOut } from "./client";
import { ApiProblem } from "./problem";

afterEach(() => {
  vi.unstubAllGlobals();
  whenSignedOut(() => {});
});

const thrown = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

test("a read sends the query without empty values and no proof of origin", async () => {
  const asked = serve({ "GET /flows": { items: [] } });
  await get("/flows", { query: { search: "a b", state: undefined, cursor: "" } });
  expect(asked[0]?.url).toBe("/api/v1/flows?search=a+b");
  expect(asked[0]?.headers.has("x-towpath-request")).toBe(false);
});

test("a change proves that a page of ours made it", async () => {
  const asked = serve({ "POST /flows": { id: "flow_1" } });
  expect(await post("/flows", { name: "Hello" })).toEqual({ id: "flow_1" });
  expect(asked[0]?.headers.get("x-towpath-request")).toBe("1");
  expect(asked[0]?.headers.get("content-type")).toBe("application/json");
  expect(asked[0]?.body).toEqual({ name: "Hello" });
});

test("an answer without a body is nothing", async () => {
  serve({ "DELETE /flows/flow_1": 204 });
  expect(await remove("/flows/flow_1")).toBeUndefined();
});

test("a refusal keeps everything the server says", async () => {
  serve({
    "POST /setup": {
      type: "about:blank",
      title: "Some fields are wrong",
      status: 422,
      detail: "Two fields need another look.",
      hint: "Mend them and try again.",
      code: "invalid",
      request_id: "req_1",
      fields: [{ field: "email", message: "is no address" }],
    },
  });
  const problem = await thrown(post("/setup", {}));
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({
    title: "Some fields are wrong",
    detail: "Two fields need another look.",
    hint: "Mend them and try again.",
    code: "invalid",
    status: 422,
    requestId: "req_1",
  });
  expect(problem.field("email")).toBe("is no address");
  expect(problem.field("name")).toBeUndefined();
});

test("an answer that is no problem document still says what happened", async () => {
  vi.stubGlobal("fetch", async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect(await thrown(get("/flows"))).toMatchObject({
    title: "The server answered 502",
    status: 502,
  });
});

test("no answer at all is told apart", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await thrown(get("/flows"))).toMatchObject({ code: "offline", status: 0 });
});

test("a request given up by the page is no problem to show", async () => {
  const given = new AbortController();
  given.abort();
  vi.stubGlobal("fetch", () => Promise.reject(new DOMException("given up", "AbortError")));
  const error = await thrown(get("/flows", { signal: given.signal }));
  expect(error).not.toBeInstanceOf(ApiProblem);
});

test("the end of the session is told", async () => {
  const signedOut = vi.fn();
  whenSignedOut(signedOut);
  serve({ "GET /flows": 401, "GET /runs": 403 });
  await thrown(get("/runs"));
  expect(signedOut).not.toHaveBeenCalled();
  await thrown(get("/flows"));
  expect(signedOut).toHaveBeenCalledOnce();
});

test("parts of an address are escaped", () => {
  expect(path`/flows/${"a/../b"}/versions/${3}`).toBe("/flows/a%2F..%2Fb/versions/3");
});
