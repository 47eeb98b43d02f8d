// The operations of an OpenAPI document as a flat list, and in groups.

import type { OpenApi, Operation, Schema } from "@/api/openapi";
import { groupBy } from "@/lib/group";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Endpoint = { path: string; method: Method; operation: Operation; group: string };

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export function endpointsOf(document: OpenApi): Endpoint[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method.toLowerCase()];
      return operation ? [{ path, method, operation, group: groupOf(path, operation) }] : [];
    }),
  );
}

export function groupsOf(
  endpoints: readonly Endpoint[],
): { name: string; endpoints: Endpoint[] }[] {
  const groups = groupBy(endpoints, ({ group }) => group);
  return [...groups].map(([name, endpoints]) => ({ name, endpoints }));
}

/** The schema of the JSON a request takes. */
export function bodyOf(operation: Operation): Schema | undefined {
  return operation.requestBody?.content?.["application/json"]?.schema;
}

/** Its tag; without one, the first word of its path that is no placeholder. */
function groupOf(path: string, operation: Operation): string {
  const named = operation.tags?.[0] ?? lastCollection(path);
  return (named.charAt(0).toUpperCase() + named.slice(1)).replaceAll(/[-_]/g, " ");
}

function lastCollection(path: string): string {
  const words = path.split("/").filter((part) => part && !/^(api|v\d+|\{.*\})$/.test(part));
  return (words[0] === "workspaces" ? (words[1] ?? words[0]) : words[0]) ?? "Other";
}
