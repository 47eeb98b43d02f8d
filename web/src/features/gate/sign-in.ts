// The sign-in page.

import { signIn } from "@/api/gate";
import { form } from "./form";
import { showPage } from "./frame";

export function showSignIn(root: HTMLElement, next: string): void {
  showPage(
    root,
    "Sign in",
    "Welcome back. Your flows kept going.",
    form({
      submit: "Sign in",
      fields: [
        { name: "email", label: "Email", type: "email", autocomplete: "username" },
        { name: "password", label: "Password", type: "password", autocomplete: "current-password" },
      ],
      onSubmit: async ({ email = "", password = "" }) => {
        await signIn(email.trim(), password);
        location.assign(next);
      },
    }),
  );
  root.querySelector("input")?.focus();
}

/** Where to go after signing in: a page of this app, never another site. */
export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}
