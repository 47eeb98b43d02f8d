// Every address of the app. Pages are loaded when they are opened, or a moment
// before, when the pointer comes near their link.
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { loadCanvasUnless } from "@/canvas/code";
import { NARROW, PHONE } from "@/lib/narrow";
import { type PageEntry, Router } from "@/router";
import { type FlowsSearch, flowsSearch, type RunsSearch, runsSearch } from "./search";

declare module "@/router/router" {
  interface Addresses {
    "/": object;
    "/flows": FlowsSearch;
    "/flows/$flow": object;
    "/runs": RunsSearch;
    "/runs/$run": object;
    "/data": object;
    "/data/tables": object;
    "/data/tables/$table": object;
    "/data/variables": object;
    "/credentials": object;
    "/settings": object;
    "/settings/$section": object;
    "/api-reference": object;
  }
}

/** The first that fits counts. */
const PAGES: readonly PageEntry[] = [
  { path: "/", load: named(() => import("@/features/home"), "HomePage") },
  {
    path: "/flows",
    load: named(() => import("@/features/flows"), "FlowsPage"),
    search: flowsSearch,
  },
  {
    path: "/flows/$flow",
    load: drawn(PHONE, () => import("./editor-route"), "EditorRoute"),
    fullBleed: true,
  },
  { path: "/runs", load: named(() => import("@/features/runs"), "RunsPage"), search: runsSearch },
  {
    path: "/runs/$run",
    load: drawn(NARROW, () => import("./run-route"), "RunRoute"),
    fullBleed: true,
  },
  { path: "/data", load: nothing, instead: "/data/tables" },
  { path: "/data/tables", load: named(() => import("@/features/data/tables"), "TablesPage") },
  {
    path: "/data/tables/$table",
    load: named(() => import("@/features/data/tables/table-page"), "TablePage"),
  },
  {
    path: "/data/variables",
    load: named(() => import("@/features/data/variables"), "VariablesPage"),
  },
  { path: "/credentials", load: named(() => import("@/features/credentials"), "CredentialsPage") },
  { path: "/settings", load: nothing, instead: "/settings/workspace" },
  { path: "/settings/$section", load: named(() => import("@/features/settings"), "SettingsPage") },
  {
    path: "/api-reference",
    load: named(() => import("@/features/api-reference"), "ApiReferencePage"),
  },
];

/** What is shown where nothing is. */
export const NOWHERE: PageEntry = {
  path: "/",
  load: named(() => import("./not-found"), "NotFound"),
};

type Prefetch = (
  client: QueryClient,
  workspace: string,
  params: Readonly<Record<string, string>>,
) => Promise<void>;

/** What pages are drawn from that is worth asking for before their code is there, by path. */
export const PREFETCH: Readonly<Partial<Record<string, Prefetch>>> = {
  "/flows/$flow": async (client, workspace, { flow = "" }) => {
    const { prefetchEditor } = await import("./prefetch");
    prefetchEditor(client, workspace, flow);
  },
  "/runs/$run": async (client, workspace, { run = "" }) => {
    const { prefetchRun } = await import("./prefetch");
    prefetchRun(client, workspace, run);
  },
};

export function createAppRouter(history?: ConstructorParameters<typeof Router>[1]): Router {
  return new Router(PAGES, history);
}

/** The page a module exports under this name. */
function named<Name extends string>(
  load: () => Promise<{ [Key in Name]: ComponentType }>,
  name: Name,
): PageEntry["load"] {
  return async () => (await load())[name];
}

/** The same for a page with a drawing, unless the window is narrow: there it is asked for. */
function drawn<Name extends string>(
  narrow: string,
  load: () => Promise<{ [Key in Name]: ComponentType }>,
  name: Name,
): PageEntry["load"] {
  return async () => {
    const [page] = await Promise.all([load(), loadCanvasUnless(narrow)]);
    return page[name];
  };
}

/** Nobody sees a page that leads elsewhere. */
async function nothing(): Promise<ComponentType> {
  return () => null;
}
