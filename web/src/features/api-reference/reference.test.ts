import { expect, test } from "vitest";
import type { OpenApi } from "@/api/openapi";
import { curlOf } from "./curl";
import { endpointsOf, groupsOf } from "./endpoints";
import { fieldsOf, typeName } from "./schema";

const DOCUMENT: OpenApi = {
  info: { title: "Towpath", version: "1" },
  paths: {
    "/api/v1/workspaces/{workspace}/flows": {
      get: { tags: ["flows"], summary: "List flows" },
      post: {
        tags: ["flows"],
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/NewFlow" } } },
        },
      },
    },
    "/api/v1/time-zones": { get: { summary: "Time zones" } },
  },
  components: {
    schemas: {
      NewFlow: {
        type: "object",
        required: ["name", "state"],
        properties: {
          name: { type: "string", description: "What people call it" },
          state: { $ref: "#/components/schemas/State" },
          note: { type: ["string", "null"] },
          tags: { type: "array", items: { type: "string" } },
        },
      },
      State: { type: "string", enum: ["draft", "live"] },
    },
  },
};
const NEW_FLOW = { $ref: "#/components/schemas/NewFlow" };

test("operations are grouped by tag, else by their path", () => {
  const groups = groupsOf(endpointsOf(DOCUMENT));
  expect(groups.map(({ name, endpoints }) => [name, endpoints.length])).toEqual([
    ["Flows", 2],
    ["Time zones", 1],
  ]);
});

test("fields are listed with their types", () => {
  expect(fieldsOf(DOCUMENT, NEW_FLOW)).toEqual([
    { name: "name", type: "string", required: true, description: "What people call it" },
    { name: "state", type: '"draft" | "live"', required: true, description: "" },
    { name: "note", type: "string | null", required: false, description: "" },
    { name: "tags", type: "string[]", required: false, description: "" },
  ]);
});

test("a type that contains itself has an example", () => {
  const tree: OpenApi = {
    ...DOCUMENT,
    components: {
      schemas: {
        Tree: { type: "object", properties: { child: { $ref: "#/components/schemas/Tree" } } },
      },
    },
  };
  expect(typeName(tree, { $ref: "#/components/schemas/Tree" })).toBe("Tree");
  const endpoint = {
    path: "/tree",
    method: "POST" as const,
    group: "Tree",
    operation: {
      requestBody: {
        content: { "application/json": { schema: { $ref: "#/components/schemas/Tree" } } },
      },
    },
  };
  expect(curlOf("http://localhost", tree, endpoint)).toContain('"child"');
});

test("a command has the placeholders as variables and the required fields as body", () => {
  const post = endpointsOf(DOCUMENT).find(({ method }) => method === "POST");
  expect(post && curlOf("http://localhost:8080", DOCUMENT, post)).toBe(
    `curl -X POST "http://localhost:8080/api/v1/workspaces/$WORKSPACE/flows" \\
  -H "Authorization: Bearer $TOWPATH_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "name": "text",
  "state": "draft"
}'`,
  );
});
