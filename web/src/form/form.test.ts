// The form without a screen: schemas read into fields, values checked.
import { describe, expect, test } from "vitest";
import { setAt } from "./json";
import { fieldsOf, isShown, optionsOf, resolve, type Schema, titleOf, variantsOf } from "./schema";
import { validate } from "./validate";

const widgets: [string, Schema, string][] = [
  ["a text", { type: "string" }, "text"],
  ["a text that asks for lines", { type: "string", "x-widget": "multiline" }, "multiline"],
  ["a widget nobody knows", { type: "string", "x-widget": "hologram" }, "text"],
  ["a number or null", { type: ["integer", "null"] }, "number"],
  ["a boolean", { type: "boolean" }, "switch"],
  ["an enum", { enum: ["a", "b"] }, "select"],
  ["documented constants", { oneOf: [{ const: "a", title: "A" }, { const: "b" }] }, "select"],
  [
    "constants as schemars writes them",
    { oneOf: [{ type: "string", enum: ["a", "b"] }, { const: "c" }] },
    "select",
  ],
  ["an optional reference", { anyOf: [{ $ref: "#/$defs/Method" }, { type: "null" }] }, "select"],
  ["a reference with words of its own", { $ref: "#/$defs/Method", title: "How" }, "select"],
  ["a wrapped reference", { allOf: [{ $ref: "#/$defs/Method" }], description: "x" }, "select"],
  ["a list", { type: "array", items: { type: "string" } }, "list"],
  ["several of a set", { type: "array", items: { enum: ["a", "b"] } }, "choices"],
  ["an object with fields", { type: "object", properties: { a: { type: "string" } } }, "object"],
  [
    "an object of anything",
    { type: "object", additionalProperties: { type: "string" } },
    "key_value",
  ],
  ["a secret", { type: "string", "x-secret": true }, "password"],
  ["an email", { type: "string", format: "email" }, "email"],
  ["a moment", { type: "string", format: "date-time" }, "datetime"],
  ["a tagged union", { oneOf: [{ $ref: "#/$defs/Text" }, { $ref: "#/$defs/Blob" }] }, "variant"],
  ["anything", {}, "json"],
];

const defs = {
  Method: { type: "string", enum: ["get", "post"] },
  Text: {
    type: "object",
    title: "Text",
    properties: { type: { const: "text" }, text: { type: "string" } },
    required: ["type", "text"],
  },
  Blob: { type: "object", properties: { type: { const: "blob_file" }, size: { type: "integer" } } },
} satisfies Record<string, Schema>;

function form(properties: Record<string, Schema>, required: string[] = []): Schema {
  return { type: "object", properties, required, $defs: defs };
}

describe("schema", () => {
  test.each(widgets)("%s", (_, property, widget) => {
    const root = form({ field: property });
    expect(fieldsOf(root, root)[0]?.widget).toBe(widget);
  });

  test("keeps the order that is asked for, then that of the schema", () => {
    const root = form({ c: {}, a: { "x-order": 2 }, b: { "x-order": 1 }, d: {} });
    expect(fieldsOf(root, root).map((field) => field.name)).toEqual(["b", "a", "c", "d"]);
  });

  test("names a field after its title, else its name", () => {
    const root = form({ reply_to: {}, mediaUrl: {}, x: { title: "Ex" } });
    expect(fieldsOf(root, root).map((field) => field.title)).toEqual([
      "Reply to",
      "Media url",
      "Ex",
    ]);
    expect(titleOf("_")).toBe("");
  });

  test("lists choices with their titles", () => {
    const schema = resolve(
      { oneOf: [{ enum: ["a", "b_c"] }, { const: "d", title: "Dee", description: "Last" }] },
      {},
    );
    expect(optionsOf(schema, {}).map((option) => option.title)).toEqual(["A", "B c", "Dee"]);
  });

  test("reads the variants of a tagged union", () => {
    const root = form({});
    const variants = variantsOf(
      { oneOf: [{ $ref: "#/$defs/Text" }, { $ref: "#/$defs/Blob" }] },
      root,
    );
    expect(variants.map(({ tag, value, title }) => [tag, value, title])).toEqual([
      ["type", "text", "Text"],
      ["type", "blob_file", "Blob file"],
    ]);
  });

  test("survives a definition that refers to itself", () => {
    const root: Schema = { $defs: { Loop: { $ref: "#/$defs/Loop" } } };
    expect(resolve({ $ref: "#/$defs/Loop" }, root)).toEqual({});
  });

  test("shows a field only beside the values it asks for, defaults counted", () => {
    const root = form({
      mode: { enum: ["a", "b"], default: "a" },
      only_a: { type: "string", "x-show": { mode: ["a"] } },
      deep: { type: "string", "x-show": { only_a: ["yes"] } },
    });
    const fields = fieldsOf(root, root);
    const shown = (value: Record<string, string>) =>
      fields.filter((field) => isShown(field, value, fields)).map((field) => field.name);
    expect(shown({})).toEqual(["mode", "only_a"]);
    expect(shown({ mode: "b", only_a: "yes" })).toEqual(["mode"]);
    expect(shown({ only_a: "yes" })).toEqual(["mode", "only_a", "deep"]);
  });
});

const rules = form(
  {
    to: { type: "string", format: "email", "x-expression": true },
    count: { type: "integer", minimum: 1, maximum: 5, "x-expression": true },
    link: { type: "string", format: "uri" },
    mode: { enum: ["a", "b"] },
    body: { oneOf: [{ $ref: "#/$defs/Text" }, { $ref: "#/$defs/Blob" }] },
    rules: {
      type: "array",
      maxItems: 2,
      items: {
        type: "object",
        properties: { value: { type: "string", minLength: 2 } },
        required: ["value"],
      },
    },
    hidden: { type: "string", "x-show": { mode: ["b"] } },
  },
  ["to", "hidden"],
);

const checks: [string, Record<string, never> | object, Record<string, string>][] = [
  ["nothing", {}, { to: "This is needed." }],
  ["all is well", { to: "a@b.de", count: 3, link: "https://x.y", mode: "a" }, {}],
  ["several addresses with names", { to: "Ada <ada@x.org>, b@y.org" }, {}],
  ["no address", { to: "ada" }, { to: "An email address looks like name@example.com." }],
  ["an expression is left to the server", { to: "{{ $json.mail }}", count: "{{ 3 }}" }, {}],
  [
    "an expression where none may be",
    { to: "a@b.de", link: "{{ 3 }}" },
    { link: "An address looks like https://example.com/path." },
  ],
  ["too little", { to: "a@b.de", count: 0 }, { count: "Must be at least 1." }],
  ["too much", { to: "a@b.de", count: 9 }, { count: "Must be at most 5." }],
  ["a broken number", { to: "a@b.de", count: 1.5 }, { count: "Must be a whole number." }],
  ["a text for a number", { to: "a@b.de", count: "x" }, { count: "Must be a number." }],
  [
    "a choice that is none",
    { to: "a@b.de", mode: "z" },
    { mode: "“z” is not one of the choices." },
  ],
  ["shown and missing", { to: "a@b.de", mode: "b" }, { hidden: "This is needed." }],
  [
    "inside a list",
    { to: "a@b.de", rules: [{ value: "ok" }, {}] },
    { "rules.1.value": "This is needed." },
  ],
  ["a list too long", { to: "a@b.de", rules: [{}, {}, {}] }, { rules: "At most 2 entries." }],
  [
    "inside a variant",
    { to: "a@b.de", body: { type: "text" } },
    { "body.text": "This is needed." },
  ],
];

test.each(checks)("validate: %s", (_, value, messages) => {
  expect(validate(rules, value as never)).toEqual(messages);
});

const changes: [object, (string | number)[], unknown, object][] = [
  [{}, ["a"], 1, { a: 1 }],
  [{ a: 1, b: 2 }, ["a"], undefined, { b: 2 }],
  [{}, ["rules", 1, "value"], "x", { rules: [undefined, { value: "x" }] }],
  [{ list: [1, 2, 3] }, ["list", 1], undefined, { list: [1, 3] }],
];

test.each(changes)("setAt %o %o", (value, path, next, changed) => {
  const before = JSON.stringify(value);
  expect(setAt(value as never, path, next as never)).toEqual(changed);
  expect(JSON.stringify(value)).toBe(before);
});
