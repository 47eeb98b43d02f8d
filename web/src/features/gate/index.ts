// The pages before sign-in, `/sign-in` and `/setup`. They load no framework: the
// first thing a person sees is there at once, and the app behind it is fetched
// while the password is typed.

import { setupNeeded } from "@/api/gate";
import { asProblem } from "@/api/problem";
import { h } from "./element";
import { showPage } from "./frame";
import { showSetup } from "./setup";
import { nextPage, showSignIn } from "./sign-in";

export async function mountGate(root: HTMLElement): Promise<void> {
  const { pathname, search } = location;
  try {
    const { needed } = await setupNeeded();
    if (needed) return showSetup(root, new URLSearchParams(search).get("token"));
    if (pathname === "/setup") history.replaceState(null, "", "/sign-in");
    showSignIn(root, nextPage(search));
  } catch (error) {
    const problem = asProblem(error);
    showPage(root, problem.title, `${problem.detail} ${problem.hint ?? ""}`, retry(root));
  }
}

function retry(root: HTMLElement): HTMLElement {
  const link = h(
    "a",
    { href: location.href, class: "font-medium text-accent underline" },
    "Try again",
  );
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void mountGate(root);
  });
  return link;
}
