// The first page of a fresh server: who it belongs to. It needs the token of the
// link the server printed, so that nobody else on the network can claim it.

import { setUp } from "@/api/gate";
import { PASSWORD_HINT, passwordStrength } from "@/lib/password";
import { h } from "./element";
import { type FieldSpec, form } from "./form";
import { showPage } from "./frame";

const FIELDS: FieldSpec[] = [
  {
    name: "organisation",
    label: "Organisation",
    autocomplete: "organization",
    hint: "Your company, club or team.",
  },
  {
    name: "workspace",
    label: "First workspace",
    autocomplete: "off",
    value: "Main",
    hint: "Flows and credentials live in a workspace. You can add more later.",
  },
  { name: "name", label: "Your name", autocomplete: "name" },
  { name: "email", label: "Email", type: "email", autocomplete: "username" },
  { name: "password", label: "Password", type: "password", autocomplete: "new-password" },
];

const TOKEN_FIELD: FieldSpec = {
  name: "token",
  label: "Set-up token",
  autocomplete: "off",
  hint: "The server printed a link when it started; the token is its last part.",
};

export function showSetup(root: HTMLElement, token: string | null): void {
  const element = form({
    submit: "Start using Towpath",
    fields: token ? FIELDS : [TOKEN_FIELD, ...FIELDS],
    onSubmit: async (values) => {
      await setUp({
        token: token ?? values.token?.trim() ?? "",
        organisation: values.organisation?.trim() ?? "",
        workspace: values.workspace?.trim() ?? "",
        name: values.name?.trim() ?? "",
        email: values.email?.trim() ?? "",
        password: values.password ?? "",
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
      location.assign("/");
    },
  });
  showPage(root, "Set up Towpath", "One minute, once. You become the owner.", element);
  addStrength(element);
  element.querySelector("input")?.focus();
}

const LEVEL_CLASS = ["bg-line-strong", "bg-bad", "bg-warn", "bg-good"];

/** Says under the password how strong it is, as it is typed. */
function addStrength(element: HTMLFormElement): void {
  const input = element.querySelector<HTMLInputElement>("#field-password");
  const hint = element.querySelector("#field-password-hint");
  if (!input || !hint) return;
  const bar = h("span", { class: "block h-1 rounded-full transition-all" });
  const text = h("span", { role: "status" });
  const draw = () => {
    const strength = passwordStrength(input.value);
    bar.className = `block h-1 rounded-full transition-all ${LEVEL_CLASS[strength.level]}`;
    bar.style.width = `${Math.max(8, (strength.level / 3) * 100)}%`;
    text.textContent = input.value ? strength.text : PASSWORD_HINT;
  };
  input.addEventListener("input", draw);
  hint.replaceChildren(h("span", { class: "mb-1.5 block rounded-full bg-line" }, bar), text);
  draw();
}
