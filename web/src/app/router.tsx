// Every address of the app. Pages are loaded when they are opened, or a moment
// before, when the pointer comes near their link.
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { PageBroken } from "./page-broken";
import { PagePending } from "./page-pending";
import { flowsSearch, runsSearch } from "./search";
import { Shell } from "./shell/shell";

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** The page fills the window; the sidebar makes room. */
    fullBleed?: boolean;
  }
}

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  // Nobody signed in: the client goes to the sign-in page.
  beforeLoad: async ({ context }) => {
    await context.queryClient.ensureQueryData(meQuery);
  },
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home"), "HomePage"),
});

const flows = createRoute({
  getParentRoute: () => root,
  path: "/flows",
  validateSearch: flowsSearch,
  component: lazyRouteComponent(() => import("@/features/flows"), "FlowsPage"),
});

const editor = createRoute({
  getParentRoute: () => root,
  path: "/flows/$flow",
  staticData: { fullBleed: true },
  component: lazyRouteComponent(() => import("./editor-route"), "EditorRoute"),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("@/features/runs"), "RunsPage"),
});

const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$run",
  staticData: { fullBleed: true },
  component: lazyRouteComponent(() => import("./run-route"), "RunRoute"),
});

const credentials = createRoute({
  getParentRoute: () => root,
  path: "/credentials",
  component: lazyRouteComponent(() => import("@/features/credentials"), "CredentialsPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$section", params: { section: "workspace" } });
  },
});

const settingsSection = createRoute({
  getParentRoute: () => root,
  path: "/settings/$section",
  component: lazyRouteComponent(() => import("@/features/settings"), "SettingsPage"),
});

const apiReference = createRoute({
  getParentRoute: () => root,
  path: "/api-reference",
  component: lazyRouteComponent(() => import("@/features/api-reference"), "ApiReferencePage"),
});

const routeTree = root.addChildren([
  home,
  flows,
  editor,
  runs,
  run,
  credentials,
  settings,
  settingsSection,
  apiReference,
]);

export function createAppRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queryClient },
    ...(history && { history }),
    defaultPreload: "intent",
    defaultPendingComponent: PagePending,
    defaultNotFoundComponent: lazyRouteComponent(() => import("./not-found"), "NotFound"),
    defaultErrorComponent: PageBroken,
  });
}
