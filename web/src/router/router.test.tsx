// @vitest-environment happy-dom
// From page to page: the old one stays until the next is there, what breaks is told.
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentType } from "react";
import { expect, test, vi } from "vitest";
import { Outlet, RouterProvider, useNavigate, useSearch } from "./context";
import { memoryHistory } from "./history";
import { Link } from "./link";
import { type PageEntry, Router } from "./router";

const First = () => (
  <>
    <p>First page</p>
    <Link to="/runs">Runs</Link>
    <Link to="/flows/$flow" params={{ flow: "f 1" }}>
      A flow
    </Link>
  </>
);

function Runs() {
  const { search } = useSearch({ from: "/runs" });
  const navigate = useNavigate({ from: "/runs" });
  const narrow = () => navigate({ search: (old) => ({ ...old, search: "x" }), replace: true });
  return (
    <button type="button" onClick={narrow}>
      {`Runs of ${search ?? "all"}`}
    </button>
  );
}

const Pending = () => <p>On its way</p>;
const Broken = ({ error, reset }: { error: unknown; reset(): void }) => (
  <button type="button" onClick={reset}>{`Broken: ${String(error)}`}</button>
);
const nowhere: PageEntry = { path: "/", load: async () => () => <p>Nothing here</p> };

async function open(at: string, pages: Partial<Record<string, PageEntry["load"]>> = {}) {
  const page = (path: string, load: PageEntry["load"], more: Partial<PageEntry> = {}) => ({
    path,
    load: pages[path] ?? load,
    ...more,
  });
  const router = new Router(
    [
      page("/", async () => First),
      page("/runs", async () => Runs, {
        search: ({ search }) => (typeof search === "string" ? { search } : {}),
      }),
      page("/flows/$flow", async () => () => <p>A flow is open</p>),
      page("/settings", async () => First, { instead: "/" }),
    ],
    memoryHistory(at),
  );
  await act(async () => {
    render(
      <RouterProvider router={router}>
        <Outlet Pending={Pending} Broken={Broken} nowhere={nowhere} />
      </RouterProvider>,
    );
  });
  return router;
}

test("a link leads on, and says where one is", async () => {
  const router = await open("/");
  const link = await screen.findByRole("link", { name: "A flow" });
  expect(link.getAttribute("href")).toBe("/flows/f%201");
  await userEvent.click(link);
  expect(await screen.findByText("A flow is open")).toBeTruthy();
  expect(router.location.params).toEqual({ flow: "f 1" });
});

test("what a page does not understand of its search is dropped", async () => {
  const router = await open("/runs?search=ada&odd=1");
  await userEvent.click(await screen.findByRole("button", { name: "Runs of ada" }));
  expect(await screen.findByRole("button", { name: "Runs of x" })).toBeTruthy();
  expect(router.location.search).toEqual({ search: "x" });
});

test("the old page stays while the next is on its way", async () => {
  let arrive = (_: ComponentType) => {};
  const load = () => new Promise<ComponentType>((done) => (arrive = done));
  await open("/", { "/runs": load });
  await userEvent.click(await screen.findByRole("link", { name: "Runs" }));
  expect(screen.getByText("First page")).toBeTruthy();
  arrive(Runs);
  expect(await screen.findByRole("button", { name: "Runs of all" })).toBeTruthy();
});

test("a page that is long on its way is announced", async () => {
  await open("/", { "/runs": () => new Promise(() => {}) });
  await userEvent.click(await screen.findByRole("link", { name: "Runs" }));
  expect(await screen.findByText("On its way", {}, { timeout: 2_000 })).toBeTruthy();
});

test("what cannot be loaded is told and tried again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  let isDown = true;
  const load = async () => (isDown ? Promise.reject("no wire") : Runs);
  await open("/runs", { "/runs": load });
  const broken = await screen.findByRole("button", { name: "Broken: no wire" });
  isDown = false;
  await userEvent.click(broken);
  expect(await screen.findByRole("button", { name: "Runs of all" })).toBeTruthy();
});

test("an address leads elsewhere, or nowhere", async () => {
  expect((await open("/settings")).location.pathname).toBe("/");
  await open("/nowhere");
  expect(await screen.findByText("Nothing here")).toBeTruthy();
});
