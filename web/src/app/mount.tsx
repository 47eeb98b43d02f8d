// Puts the app on the page.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";

const router = createRouter({ routeTree: createRootRoute({ component: () => <p>Towpath</p> }) });

export function mountApp(root: HTMLElement): void {
  createRoot(root).render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}
