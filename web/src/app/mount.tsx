// Puts the app on the page.
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { whenSignedOut } from "@/api/client";
import { queryClient } from "./query-client";
import { router } from "./router";

export function mountApp(root: HTMLElement): void {
  whenSignedOut(goToSignIn);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** Leaves the app as a whole, so that nothing of the session stays in memory. */
export function goToSignIn(): void {
  const { pathname, search } = location;
  const here = pathname + search;
  location.replace(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`);
}
