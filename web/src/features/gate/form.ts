// A form of the pages before sign-in: fields with their errors, one button, and
// a note of what went wrong.

import { type ApiProblem, asProblem } from "@/api/problem";
import { buttonClass, errorClass, hintClass, inputClass, labelClass } from "@/ui/classes";
import { h } from "./element";

export type FieldSpec = {
  name: string;
  label: string;
  type?: "text" | "email" | "password";
  autocomplete: string;
  hint?: string;
  value?: string;
};

export type Values = Record<string, string>;

type FormSpec = {
  fields: FieldSpec[];
  submit: string;
  /** What pressing the button does; what it throws is shown in the form. */
  onSubmit(values: Values): Promise<void>;
};

export function form({ fields, submit, onSubmit }: FormSpec): HTMLFormElement {
  const note = h("div", { role: "alert", class: "empty:hidden" });
  const button = h(
    "button",
    { type: "submit", class: `${buttonClass("primary")} mt-2 w-full` },
    submit,
  );
  const drawn = fields.map((spec) => field(spec));
  const element = h(
    "form",
    { class: "flex flex-col gap-5", novalidate: true },
    ...drawn.map(({ frame }) => frame),
    note,
    button,
  );

  const setBusy = (busy: boolean) => {
    button.disabled = busy;
    button.textContent = busy ? "One moment…" : submit;
  };
  const send = async () => {
    note.replaceChildren();
    const missing = drawn.filter(({ check }) => !check());
    if (missing[0]) {
      missing[0].input.focus();
      return;
    }
    setBusy(true);
    try {
      await onSubmit(Object.fromEntries(drawn.map(({ input }) => [input.name, input.value])));
    } catch (error) {
      setBusy(false);
      showProblem(asProblem(error), drawn, note);
    }
  };
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  return element;
}

type DrawnField = {
  frame: HTMLElement;
  input: HTMLInputElement;
  /** Whether something is entered; says so if not. */
  check(): boolean;
  setError(message: string): void;
};

function field({ name, label, type = "text", autocomplete, hint, value }: FieldSpec): DrawnField {
  const id = `field-${name}`;
  const input = h("input", {
    id,
    name,
    type,
    autocomplete,
    value,
    required: true,
    class: `${inputClass} h-11`,
    autocapitalize: type === "text" ? undefined : "none",
    "aria-describedby": `${id}-error ${id}-hint`,
  });
  const error = h("p", { id: `${id}-error`, class: `${errorClass} empty:hidden` });
  const setError = (message: string) => {
    error.textContent = message;
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const check = () => {
    const given = input.value.trim() !== "";
    setError(given ? "" : `Enter ${label.charAt(0).toLowerCase()}${label.slice(1)}`);
    return given;
  };
  const frame = h(
    "div",
    { class: "flex flex-col gap-1.5" },
    h("label", { for: id, class: labelClass }, label),
    input,
    error,
    h("p", { id: `${id}-hint`, class: `${hintClass} empty:hidden` }, hint ?? ""),
  );
  return { frame, input, check, setError };
}

function showProblem(problem: ApiProblem, fields: DrawnField[], note: HTMLElement): void {
  const wrong = fields.filter(({ input, setError }) => {
    const message = problem.field(input.name);
    if (message) setError(message);
    return Boolean(message);
  });
  if (wrong[0]) {
    wrong[0].input.focus();
    return;
  }
  note.replaceChildren(
    h(
      "div",
      { class: "rounded-control bg-bad-soft px-4 py-3 text-sm text-bad" },
      h("p", { class: "font-medium" }, problem.title),
      problem.detail && h("p", {}, problem.detail),
      problem.hint && h("p", {}, problem.hint),
    ),
  );
}
