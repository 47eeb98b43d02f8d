// Draws the whole app at an address, against the stand-in server.
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { App } from "@/app/app";
import { createQueryClient } from "@/app/query-client";
import { createAppRouter } from "@/app/router";
import { memoryHistory } from "@/router";
import { type Answers, ME, page, serve, WORKSPACE } from "./server";

/** A workspace with nothing in it. */
const EMPTY: Answers = {
  "GET /session": ME,
  "GET /samples": { items: [] },
  "GET /time-zones": { items: ["UTC"] },
  [`GET ${WORKSPACE}/flows`]: page(),
  [`GET ${WORKSPACE}/runs`]: page(),
  [`GET ${WORKSPACE}/credentials`]: page(),
};

export function renderApp(path: string, answers: Answers = {}) {
  vi.stubGlobal("EventSource", SilentEventSource);
  const asked = serve({ ...EMPTY, ...answers });
  const queryClient = createQueryClient();
  // A refusal is shown at once instead of being tried again for seconds.
  queryClient.setDefaultOptions({ queries: { retry: false } });
  const router = createAppRouter(memoryHistory(path));
  render(<App queryClient={queryClient} router={router} />);
  return { asked, router };
}

/** A stream on which nothing happens. */
class SilentEventSource {
  addEventListener() {}
  close() {}
}
