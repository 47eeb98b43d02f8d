// What the first page is drawn from, asked for before anything is drawn.
import type { QueryClient } from "@tanstack/react-query";
import { meQuery } from "@/api/me";
import type { Router } from "@/router";
import { PREFETCH } from "./router";
import {
  chosenOf,
  lastWorkspace,
  rememberSignedIn,
  rememberWorkspace,
  wasSignedIn,
} from "./shell/chosen-workspace";

/** A page that takes longer is announced by what stands in for it. */
const PATIENCE_MS = 800;

/** Waits for who is signed in and for the code of the page, but not for long. */
export async function firstPage(queryClient: QueryClient, router: Router): Promise<void> {
  const { page, params } = router.location;
  const prefetch = (workspace: string) => {
    if (page) void PREFETCH[page.path]?.(queryClient, workspace, params);
  };
  // Most come back to the workspace they left: nobody has to say first who they are.
  const last = wasSignedIn() ? lastWorkspace() : null;
  if (last) prefetch(last);
  const me = queryClient.fetchQuery(meQuery).then(({ workspaces }) => {
    const workspace = chosenOf(workspaces);
    if (workspace && workspace.id !== last) prefetch(workspace.id);
    if (workspace) rememberWorkspace(workspace.id);
    rememberSignedIn(true);
  });
  const code = page ? router.component(page) : undefined;
  const tooLong = new Promise((done) => setTimeout(done, PATIENCE_MS));
  // Who could not be asked, or what could not be fetched, is told by the page.
  await Promise.race([Promise.allSettled([me, code]), tooLong]);
}
