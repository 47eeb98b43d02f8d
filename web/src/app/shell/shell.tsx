// The frame round every page: who and where one is, the ways to the other
// places, and what floats above them.
import { lazy, Suspense } from "react";
import { useMe } from "@/api/me";
import { WorkspaceContext } from "@/api/workspace";
import { Outlet, useLocation } from "@/router";
import { ToastRegion } from "@/ui/toast-region";
import { PageBroken } from "../page-broken";
import { PagePending } from "../page-pending";
import { NOWHERE } from "../router";
import { BottomBar } from "./bottom-bar";
import { useChosenWorkspace } from "./chosen-workspace";
import { OfflineBanner } from "./offline-banner";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";

/** Loaded after the page: nobody presses a shortcut before there is something to see. */
const Commands = lazy(() => import("./commands"));

export function Shell() {
  return (
    <Suspense>
      <ShellFrame />
    </Suspense>
  );
}

function ShellFrame() {
  const { workspaces } = useMe();
  const [workspace, choose] = useChosenWorkspace(workspaces);
  const fullBleed = useLocation().page?.fullBleed ?? false;
  if (!workspace) return <NoWorkspace />;

  const shell = { workspace, onWorkspace: choose };
  return (
    <WorkspaceContext value={workspace}>
      <a
        href="#page"
        className="sr-only rounded-control bg-raised px-4 py-2 font-medium shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:start-2 focus:z-50"
      >
        Skip to the page
      </a>
      <div className="flex h-dvh flex-col bg-ground">
        {/* The editor says more: what waits to be saved. */}
        {!fullBleed && <OfflineBanner />}
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          {!fullBleed && <TopBar {...shell} />}
          <Sidebar {...shell} compact={fullBleed} />
          <main
            id="page"
            tabIndex={-1}
            className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none"
          >
            <Outlet Pending={PagePending} Broken={PageBroken} nowhere={NOWHERE} />
          </main>
          <BottomBar />
        </div>
      </div>
      <Suspense>
        <Commands />
      </Suspense>
      <ToastRegion />
    </WorkspaceContext>
  );
}

function NoWorkspace() {
  return (
    <p className="mx-auto max-w-md px-6 py-24 text-center text-ink-soft">
      You are in no workspace yet. Ask an owner of your organisation to add you to one.
    </p>
  );
}
