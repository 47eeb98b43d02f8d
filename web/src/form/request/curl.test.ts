// curl commands as people paste them.
import { describe, expect, test } from "vitest";
import { isCurl, readCurl } from "./curl";
import { withRequest } from "./request";

const read = (text: string) => {
  const request = readCurl(text);
  return request && { ...request, notes: request.notes.length };
};
const PLAIN = { query: {}, headers: {}, body: { kind: "none" }, notes: 0 };

describe("commands", () => {
  test.each([
    ["curl https://a.test/x", { ...PLAIN, method: "GET", url: "https://a.test/x" }],
    ["curl a.test", { ...PLAIN, method: "GET", url: "http://a.test" }],
    [
      "$ curl -sSL -X DELETE 'https://a.test/1'",
      { ...PLAIN, method: "DELETE", url: "https://a.test/1" },
    ],
    ["curl -XPUT --url https://a.test", { ...PLAIN, method: "PUT", url: "https://a.test" }],
    ["curl -I https://a.test", { ...PLAIN, method: "HEAD", url: "https://a.test" }],
    [
      "curl 'https://a.test/?a=1&b=x%20y&a=2'",
      { ...PLAIN, method: "GET", url: "https://a.test/", query: { a: ["1", "2"], b: "x y" } },
    ],
    [
      "curl -G https://a.test -d q=tea --data-urlencode 'when=10:00 h'",
      { ...PLAIN, method: "GET", url: "https://a.test", query: { q: "tea", when: "10:00 h" } },
    ],
    [
      `curl https://a.test -H "Content-Type: application/json" -d '{"n": 1}'`,
      { ...PLAIN, method: "POST", url: "https://a.test", body: { kind: "json", json: { n: 1 } } },
    ],
    [
      `curl --json '[1]' https://a.test`,
      { ...PLAIN, method: "POST", url: "https://a.test", body: { kind: "json", json: [1] } },
    ],
    [
      "curl -d name=Ada -d 'town=K%C3%B6ln' https://a.test",
      {
        ...PLAIN,
        method: "POST",
        url: "https://a.test",
        body: { kind: "form", fields: { name: "Ada", town: "Köln" } },
      },
    ],
    [
      "curl https://a.test --data-raw '<a/>' -H 'content-type: text/xml'",
      {
        ...PLAIN,
        method: "POST",
        url: "https://a.test",
        body: { kind: "text", text: "<a/>", content_type: "text/xml" },
      },
    ],
    [
      "curl 'https://a.test' \\\n  -H 'accept: */*' \\\n  -H $'x-name: O\\'Neil \\u00e9' \\\n  --compressed",
      {
        ...PLAIN,
        method: "GET",
        url: "https://a.test",
        headers: { accept: "*/*", "x-name": "O'Neil é" },
      },
    ],
    [
      "curl -u ada:secret -F file=@a.png https://a.test",
      { ...PLAIN, method: "POST", url: "https://a.test", notes: 2 },
    ],
    [
      "curl -d @body.json https://a.test",
      { ...PLAIN, method: "GET", url: "https://a.test", notes: 1 },
    ],
    [
      "curl -H 'Authorization: Bearer x' https://a.test",
      {
        ...PLAIN,
        method: "GET",
        url: "https://a.test",
        headers: { Authorization: "Bearer x" },
        notes: 1,
      },
    ],
    ["curl -o out.txt -m 5 https://a.test", { ...PLAIN, method: "GET", url: "https://a.test" }],
  ])("%s", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test("other texts are none", () => {
    expect(isCurl("https://a.test/curl")).toBe(false);
    expect(readCurl("curl")).toBeUndefined();
    expect(readCurl("curl -X POST")).toBeUndefined();
  });
});

test("a request takes the place of what the parameters said", () => {
  const fields = { method: "verb", url: "url", body: "body", json: "json", form: "form" };
  const before = { verb: "GET", url: "x", form: { a: 1 }, timeout_ms: 5 };
  const request = readCurl(`curl --json '{"n":1}' https://a.test`);
  expect(request && withRequest(before, fields, request)).toEqual({
    verb: "POST",
    url: "https://a.test",
    body: "json",
    json: { n: 1 },
    timeout_ms: 5,
  });
});
