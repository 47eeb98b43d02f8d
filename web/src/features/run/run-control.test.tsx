// @vitest-environment happy-dom
// Buttons that pause, resume and end a run, by how it stands.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Role, RunDetail } from "@/api/types";
import { WorkspaceContext } from "@/api/workspace";
import { type Asked, serve } from "@/test/server";
import { AskedNote, RunControl } from "./run-control";

function show(run: Partial<RunDetail>, role: Role = "editor") {
  const asked = serve({
    "GET /workspaces/w/runs/r/debug": { held: [], breakpoints: {}, arrows: {}, debugged: false },
    "POST /workspaces/w/runs/r/debug/attach": {},
    "POST /workspaces/w/runs/r/pause": {},
    "POST /workspaces/w/runs/r/resume": {},
    "POST /workspaces/w/runs/r/cancel": {},
    "POST /workspaces/w/runs/r/kill": {},
  });
  const usual = { id: "r", status: "running", mode: "webhook", asked: null, steps: [], nodes: {} };
  const detail = { ...usual, ...run } as unknown as RunDetail;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <WorkspaceContext value={{ id: "w", name: "W", role, time_zone: "UTC" }}>
        <AskedNote run={detail} />
        <RunControl workspace="w" run={detail} />
      </WorkspaceContext>
    </QueryClientProvider>,
  );
  return asked;
}

const routes = (asked: Asked[]) =>
  asked.map(({ method, url }) => `${method} ${url.replace("/api/v1", "")}`);
const buttons = () => screen.getAllByRole("button").map((button) => button.textContent);

it.each([
  [{}, ["Pause", "Cancel"]],
  [{ status: "paused", asked: "pause" }, ["Resume", "Cancel"]],
  [{ asked: "pause" }, ["Resume", "Cancel"]],
  [{ asked: "cancel" }, ["Kill"]],
] as const)("offers by how a run stands: %j", (run, expected) => {
  show(run);
  expect(buttons()).toEqual(expected);
});

it("pauses at once and kills only when asked twice", async () => {
  const user = userEvent.setup();
  const paused = show({});
  await user.click(screen.getByRole("button", { name: "Pause" }));
  expect(routes(paused)).toEqual(["POST /workspaces/w/runs/r/pause"]);
});

it("says what a run is about to do, and asks before it is killed", async () => {
  const user = userEvent.setup();
  const asked = show({ asked: "cancel" });
  expect(screen.getByRole("status").textContent).toContain("ends as soon as");
  await user.click(screen.getByRole("button", { name: "Kill" }));
  expect(asked).toEqual([]);
  await user.click(await screen.findByRole("button", { name: "Kill it" }));
  expect(routes(asked)).toEqual(["POST /workspaces/w/runs/r/kill"]);
});

it("lets those who may debug it", async () => {
  const user = userEvent.setup();
  const asked = show({}, "admin");
  await user.click(await screen.findByRole("button", { name: "Debug" }));
  expect(routes(asked)).toContain("POST /workspaces/w/runs/r/debug/attach");
});
