// Puts the app on the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { whenSignedOut } from "@/api/client";
import { App } from "./app";
import { firstPage } from "./first-page";
import { createQueryClient } from "./query-client";
import { createAppRouter } from "./router";
import { rememberSignedIn } from "./shell/chosen-workspace";
import { keepEarlyKeys } from "./shell/overlay";

export function mountApp(root: HTMLElement): void {
  whenSignedOut(goToSignIn);
  keepEarlyKeys();
  const queryClient = createQueryClient();
  const router = createAppRouter();
  // Once something stands in for a page, React waits 300 ms before it shows the page
  // itself. What is about to come is not announced.
  void firstPage(queryClient, router).finally(() =>
    createRoot(root).render(
      <StrictMode>
        <App queryClient={queryClient} router={router} />
      </StrictMode>,
    ),
  );
}

/** Leaves the app as a whole, so that nothing of the session stays in memory. */
function goToSignIn(): Promise<void> {
  rememberSignedIn(false);
  const { pathname, search } = location;
  const here = pathname + search;
  location.replace(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`);
  return new Promise(() => {});
}
