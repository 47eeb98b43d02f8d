// An operation as a command to paste into a terminal.
import type { OpenApi } from "@/api/openapi";
import { bodyOf, type Endpoint } from "./endpoints";
import { exampleOf } from "./schema";

export function curlOf(origin: string, document: OpenApi, { path, method, operation }: Endpoint) {
  const url = `${origin}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`;
  const body = bodyOf(operation);
  const lines = [
    method === "GET" ? `curl "${url}"` : `curl -X ${method} "${url}"`,
    `-H "Authorization: Bearer $TOWPATH_TOKEN"`,
    ...(body ? [`-H "Content-Type: application/json"`, `-d ${quoted(document, body)}`] : []),
  ];
  return lines.join(" \\\n  ");
}

function quoted(document: OpenApi, body: Parameters<typeof exampleOf>[1]): string {
  const json = JSON.stringify(exampleOf(document, body), null, 2);
  return `'${json.replaceAll("'", "'\\''")}'`;
}
