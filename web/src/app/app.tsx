// The app with what it stands on: the kept answers of the server, and the router.
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Guard, type Router, RouterProvider } from "@/router";
import { PageBroken } from "./page-broken";
import { Shell } from "./shell/shell";

type Props = { queryClient: QueryClient; router: Router };

export function App({ queryClient, router }: Props) {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router}>
        <Guard at="app" Broken={PageBroken}>
          <Shell />
        </Guard>
      </RouterProvider>
    </QueryClientProvider>
  );
}
