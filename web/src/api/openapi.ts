// The OpenAPI document the server publishes of itself, as far as the API
// reference reads it.

import { queryOptions } from "@tanstack/react-query";
import { offlineProblem, problemOf } from "./problem";
import type { Json } from "./types";

export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  enum?: Json[];
  const?: Json;
  default?: Json;
  example?: Json;
  items?: Schema;
  properties?: { [name: string]: Schema };
  required?: string[];
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
};
export type Parameter = {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: Schema;
};
type Content = { content?: { [type: string]: { schema?: Schema } } };
export type Operation = {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: Content & { required?: boolean };
  responses?: { [status: string]: Content & { description?: string } };
  security?: object[];
};
export type OpenApi = {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: { [path: string]: { [method: string]: Operation } };
  components?: { schemas?: { [name: string]: Schema } };
};

export const openApiQuery = queryOptions({
  queryKey: ["openapi"],
  queryFn: async ({ signal }): Promise<OpenApi> => {
    const response = await fetch("/api/openapi.json", { signal }).catch(() => {
      throw offlineProblem();
    });
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as OpenApi;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
