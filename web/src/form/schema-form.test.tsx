// @vitest-environment happy-dom
// The form on a screen: which controls a schema becomes, and what using them changes.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import type { FormContext } from "./context";
import type { JsonObject } from "./json";
import type { Schema } from "./schema";
import { type FormProblem, SchemaForm } from "./schema-form";

interface Shown {
  value?: JsonObject;
  required?: string[];
  problems?: FormProblem[];
  context?: FormContext;
  readOnly?: boolean;
}

interface Latest {
  value: JsonObject;
}

function Holder({
  properties,
  shown,
  latest,
}: {
  properties: Record<string, Schema>;
  shown: Shown;
  latest: Latest;
}) {
  const [value, setValue] = useState(latest.value);
  const change = (next: JsonObject) => {
    latest.value = next;
    setValue(next);
  };
  return (
    <SchemaForm
      schema={{ type: "object", properties, required: shown.required ?? [] }}
      value={value}
      onChange={change}
      problems={shown.problems ?? []}
      context={shown.context ?? {}}
      readOnly={shown.readOnly ?? false}
    />
  );
}

/** Draws a form of one or more fields; the answer tells its value now. */
function show(properties: Record<string, Schema>, shown: Shown = {}): () => JsonObject {
  const latest: Latest = { value: shown.value ?? {} };
  render(<Holder properties={properties} shown={shown} latest={latest} />);
  return () => latest.value;
}

const controls: [string, Schema, string, string][] = [
  ["a text", { type: "string" }, "textbox", "Field"],
  ["a text with expressions", { type: "string", "x-expression": true }, "textbox", "Field"],
  ["a choice", { enum: ["a", "b"] }, "combobox", "Field"],
  ["yes or no", { type: "boolean" }, "switch", "Field"],
  ["a number", { type: "integer" }, "spinbutton", "Field"],
  ["a duration", { type: "integer", "x-widget": "duration" }, "spinbutton", "Field: how many"],
  ["a time zone", { type: "string", "x-widget": "time_zone" }, "combobox", "Field"],
  ["a schedule", { type: "string", "x-widget": "cron" }, "combobox", "How often"],
  ["pairs", { type: "object", additionalProperties: true }, "button", "Add row"],
  ["a list", { type: "array", title: "Rules", items: { type: "string" } }, "button", "Add rule"],
  ["JSON", {}, "textbox", "Field"],
  ["HTML", { type: "string", "x-widget": "html" }, "button", "Preview"],
  [
    "media",
    { type: "array", "x-widget": "media_list", items: { type: "string" } },
    "button",
    "Add field",
  ],
  ["several shapes", { oneOf: [shape("a"), shape("b")] }, "combobox", "Field: kind"],
];

function shape(kind: string): Schema {
  return { type: "object", properties: { kind: { const: kind }, text: { type: "string" } } };
}

test.each(controls)("%s is drawn", (_, field, role, name) => {
  show({ field });
  expect(screen.getByRole(role, { name })).toBeTruthy();
});

type Use = (user: ReturnType<typeof userEvent.setup>) => Promise<unknown>;
const type =
  (name: string, text: string): Use =>
  (user) =>
    user.type(screen.getByLabelText(name), text);
const press =
  (name: string): Use =>
  (user) =>
    user.click(screen.getByRole("button", { name }));
const choose =
  (name: string, option: string): Use =>
  (user) =>
    user.selectOptions(screen.getByLabelText(name), option);

const changes: [string, Schema, unknown, Use[], unknown][] = [
  ["typing", { type: "string" }, undefined, [type("Field", "hi")], "hi"],
  [
    "emptying takes the value away",
    { type: "string" },
    "x",
    [type("Field", "{Backspace}")],
    undefined,
  ],
  ["a number is a number", { type: "number" }, undefined, [type("Field", "4.5")], 4.5],
  [
    "choosing",
    {
      oneOf: [
        { const: 1, title: "One" },
        { const: 2, title: "Two" },
      ],
    },
    1,
    [choose("Field", "Two")],
    2,
  ],
  [
    "switching",
    { type: "boolean", default: true },
    undefined,
    [(user) => user.click(screen.getByRole("switch"))],
    false,
  ],
  [
    "a duration in minutes",
    { type: "integer", "x-widget": "duration" },
    60_000,
    [type("Field: how many", "5")],
    900_000,
  ],
  [
    "another unit",
    { type: "integer", "x-widget": "duration" },
    120_000,
    [choose("Field: unit", "hours")],
    7_200_000,
  ],
  [
    "adding to a list",
    { type: "array", items: { type: "string" } },
    ["a"],
    [press("Add field"), type("Field 2", "b")],
    ["a", "b"],
  ],
  [
    "taking from a list",
    { type: "array", items: { type: "string" } },
    ["a", "b"],
    [press("Remove field 1")],
    ["b"],
  ],
  [
    "several of a set, the default first",
    { type: "array", items: { enum: ["GET", "POST"] }, default: ["POST"] },
    undefined,
    [press("GET")],
    ["GET", "POST"],
  ],
  [
    "order by keyboard",
    { type: "array", items: { type: "string" } },
    ["a", "b", "c"],
    [press("Move field 3 up")],
    ["a", "c", "b"],
  ],
  [
    "pairs",
    { type: "object", additionalProperties: true },
    { a: "1" },
    [press("Add row"), type("Name 2", "b"), type("Value 2", "2")],
    { a: "1", b: "2" },
  ],
  [
    "a row without a name is none yet",
    { type: "object", additionalProperties: true },
    {},
    [press("Add row"), type("Value 1", "2")],
    undefined,
  ],
  [
    "JSON",
    { "x-widget": "json" },
    undefined,
    [(user) => user.click(screen.getByLabelText("Field")), (user) => user.paste('{"a": [1]}')],
    { a: [1] },
  ],
  [
    "half of JSON changes nothing",
    { "x-widget": "json" },
    { a: 1 },
    [type("Field", "x")],
    { a: 1 },
  ],
  [
    "a shape",
    { oneOf: [shape("a"), shape("b")] },
    { kind: "a", text: "kept" },
    [choose("Field: kind", "B")],
    { kind: "b", text: "kept" },
  ],
  [
    "a schedule",
    { type: "string", "x-widget": "cron" },
    "0 9 * * *",
    [choose("How often", "On days of the week")],
    "0 9 * * 1",
  ],
  [
    "a secret",
    { type: "string", "x-secret": true },
    undefined,
    [type("Field", "s3cret")],
    "s3cret",
  ],
];

test.each(changes)("%s", async (_, field, value, uses, expected) => {
  const user = userEvent.setup();
  const now = show(
    { field },
    { value: (value === undefined ? {} : { field: value }) as JsonObject },
  );
  for (const use of uses) await use(user);
  expect(now().field).toEqual(expected);
});

describe("conditions", () => {
  const conditions: Schema = {
    type: "object",
    "x-widget": "conditions",
    properties: {
      combinator: { enum: ["and", "or"], default: "and" },
      conditions: {
        type: "array",
        items: {
          type: "object",
          required: ["left", "operator"],
          properties: {
            left: { type: "string" },
            operator: { enum: ["equals", "is_empty"], default: "equals" },
            right: { type: "string" },
          },
        },
      },
    },
  };

  test("start with one, and are added with the operator that is usual", async () => {
    const user = userEvent.setup();
    const now = show({ field: conditions });
    await user.type(screen.getByLabelText("Left"), "a");
    await user.click(screen.getByRole("button", { name: "Add condition" }));
    expect(now().field).toEqual({
      combinator: "and",
      conditions: [{ left: "a", operator: "equals" }, { operator: "equals" }],
    });
  });

  test("with an operator for one side hide the other", async () => {
    const user = userEvent.setup();
    const row = { left: "a", operator: "equals", right: "b" };
    const now = show(
      { field: conditions },
      { value: { field: { combinator: "and", conditions: [row, row] } } },
    );
    await user.selectOptions(screen.getAllByLabelText("Operator")[0] as HTMLElement, "Is empty");
    expect(screen.getAllByLabelText("Right")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Any of these" }));
    expect((now().field as JsonObject).combinator).toBe("or");
  });
});

describe("groups of conditions", () => {
  const group: Schema = {
    type: "object",
    "x-widget": "conditions",
    properties: {
      combine: { enum: ["and", "or"], default: "and" },
      conditions: {
        type: "array",
        items: {
          type: "object",
          properties: {
            left: { type: "string" },
            operator: { enum: ["equals", "contains"], default: "equals" },
            right: { type: "string" },
          },
        },
      },
      groups: { type: "array", items: {} },
      not: { type: "boolean" },
    },
  };
  const row = (left: string) => ({ left, operator: "equals", right: "1" });

  test("are added, turned round, and emptied by keyboard", async () => {
    const user = userEvent.setup();
    const now = show({ field: group }, { value: { field: { conditions: [row("a")] } } });
    await user.click(screen.getByRole("button", { name: "Add group" }));
    const inner = within(screen.getByRole("group", { name: "Group 1" }));
    await user.click(inner.getByRole("button", { name: "Any of these" }));
    await user.click(inner.getByLabelText("Not"));
    await user.click(screen.getByRole("button", { name: "Move condition 1 down" }));
    const field = now().field as JsonObject;
    expect(field.conditions).toBeUndefined();
    expect(field.groups).toMatchObject([{ combine: "or", not: true, conditions: [row("a"), {}] }]);
    await user.click(screen.getByRole("button", { name: "Move condition 1.1 up" }));
    expect((now().field as JsonObject).conditions).toEqual([row("a")]);
    await user.click(screen.getByRole("button", { name: "Remove condition 1.1" }));
    expect(screen.queryByRole("group", { name: "Group 1" })).toBeNull();
  });

  test("begin with a template whose operators are known", async () => {
    const user = userEvent.setup();
    const now = show({ field: group });
    const templates = screen.getByLabelText("Add from a template");
    await user.selectOptions(templates, "VIP customer");
    expect((now().field as JsonObject).conditions).toEqual([
      { left: "{{ $json.tags }}", operator: "contains", right: "vip" },
    ]);
  });
});

describe("problems", () => {
  test("of the server stand at their field, at any depth", () => {
    const rules: Schema = {
      type: "array",
      items: { type: "object", properties: { value: { type: "string" } } },
    };
    const problem: FormProblem = {
      severity: "error",
      message: "No such field.",
      hint: "Look again.",
      parameter: "rules.0.value",
    };
    show({ rules }, { value: { rules: [{ value: "x" }] }, problems: [problem] });
    const input = screen.getByLabelText("Value");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const described = document.getElementById(input.getAttribute("aria-describedby") ?? "");
    expect(described?.textContent).toBe("No such field. Look again.");
  });

  test("show once a field is left, and go while it is mended", async () => {
    const user = userEvent.setup();
    show({ field: { type: "string", format: "email" } });
    const input = screen.getByLabelText("Field");
    await user.type(input, "ada");
    expect(screen.queryByText(/looks like/)).toBeNull();
    await user.tab();
    expect(screen.getByText("An email address looks like name@example.com.")).toBeTruthy();
    await user.type(input, "@x.org");
    expect(screen.queryByText(/looks like/)).toBeNull();
  });

  test("a missing value is no longer missing as soon as it is there", async () => {
    const user = userEvent.setup();
    const problem: FormProblem = {
      severity: "error",
      code: "parameter_missing",
      message: "Field is missing.",
      parameter: "field",
    };
    show({ field: { type: "string" } }, { required: ["field"], problems: [problem] });
    expect(screen.getByText("Field is missing.")).toBeTruthy();
    await user.type(screen.getByRole("textbox"), "x");
    expect(screen.queryByText("Field is missing.")).toBeNull();
  });
});

describe("expressions", () => {
  const context: FormContext = {
    sources: [
      {
        id: "input",
        label: "Input",
        root: "$json",
        items: [{ name: "Ada", address: { city: "London" } }],
      },
    ],
    preview: async (template) => ({
      ok: true,
      value: template.replace("{{ $json.name }}", "Ada"),
      kind: "string",
    }),
  };

  test("a text becomes one by its braces, and shows what it gives", async () => {
    show(
      { field: { type: "string", "x-expression": true } },
      { value: { field: "Hi {{ $json.name }}" }, context },
    );
    expect(document.querySelector("mark")?.textContent).toBe("{{ $json.name }}");
    await waitFor(() => expect(screen.getByRole("status").textContent).toContain("Hi Ada"));
  });

  test("fields are completed inside the braces", async () => {
    const user = userEvent.setup();
    const now = show({ field: { type: "string", "x-expression": true } }, { context });
    const input = screen.getByLabelText("Field");
    await user.type(input, "{{{{ci");
    const options = within(screen.getByRole("listbox")).getAllByRole("option");
    expect(options.map((option) => option.querySelector("code")?.textContent)).toEqual([
      "$json.address.city",
    ]);
    fireEvent.keyDown(input, { key: "Enter" });
    expect(now().field).toBe("{{$json.address.city }}");
  });

  test("a number can be one, and the fixed value comes back", async () => {
    const user = userEvent.setup();
    const now = show(
      { field: { type: "integer", "x-expression": true } },
      { value: { field: 3 }, context },
    );
    await user.click(screen.getByRole("button", { name: "Expression" }));
    await user.type(screen.getByLabelText("Field"), "{{{{ 1 }}");
    expect(now().field).toBe("{{ 1 }}");
    await user.click(screen.getByRole("button", { name: "Fixed" }));
    expect(now().field).toBe(3);
  });
});

test("what only a person who may edit sees is gone for others", () => {
  show(
    { field: { type: "array", items: { type: "string" } } },
    { value: { field: ["a"] }, readOnly: true },
  );
  expect(screen.queryByRole("button")).toBeNull();
  expect((screen.getByLabelText("Field 1") as HTMLInputElement).readOnly).toBe(true);
});
