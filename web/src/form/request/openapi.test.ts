// Operations of OpenAPI documents as requests.
import { expect, test } from "vitest";
import { readOpenApi } from "./openapi";

const PETS = {
  openapi: "3.1.0",
  servers: [{ url: "https://{region}.pets.test/v1/", variables: { region: { default: "eu" } } }],
  security: [{ key: [] }],
  paths: {
    "/pets/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      get: {
        summary: "One pet",
        parameters: [
          { in: "query", name: "deep", required: true, schema: { type: "boolean" } },
          { in: "query", name: "lang" },
        ],
      },
      put: {
        tags: ["pets"],
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
        },
      },
    },
  },
  components: {
    parameters: { Id: { in: "path", name: "id", required: true } },
    schemas: {
      Pet: {
        allOf: [
          { type: "object", properties: { name: { type: "string" }, age: { type: "integer" } } },
          {
            properties: {
              kind: { enum: ["cat", "dog"] },
              parent: { $ref: "#/components/schemas/Pet" },
            },
          },
        ],
      },
    },
  },
};

test("method, address, query and body are filled in", () => {
  const [get, put] = readOpenApi(JSON.stringify(PETS)) ?? [];
  expect(get).toMatchObject({
    id: "GET /pets/{id}",
    summary: "One pet",
    request: {
      method: "GET",
      url: "https://eu.pets.test/v1/pets/{{ $json.id }}",
      query: { deep: false },
      body: { kind: "none" },
    },
  });
  expect(get?.request.notes).toHaveLength(2);
  expect(put?.request.body).toMatchObject({
    kind: "json",
    json: { name: "", age: 0, kind: "cat" },
  });
});

test("documents of the older form are read", () => {
  const old = {
    swagger: "2.0",
    host: "a.test",
    basePath: "/api",
    schemes: ["http"],
    paths: {
      "/x": { post: { parameters: [{ in: "body", name: "b", schema: { example: { n: 1 } } }] } },
    },
  };
  expect(readOpenApi(JSON.stringify(old))?.[0]?.request).toMatchObject({
    method: "POST",
    url: "http://a.test/api/x",
    body: { kind: "json", json: { n: 1 } },
  });
});

test("other texts are none", () => {
  expect(readOpenApi("paths: {}")).toBeUndefined();
  expect(readOpenApi("{}")).toBeUndefined();
});
