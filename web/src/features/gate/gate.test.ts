// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/dom";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ME, serve } from "@/test/server";
import { mountGate } from ".";

const assign = vi.fn();

beforeEach(() => {
  document.body.innerHTML = '<div id="root"></div>';
});
afterEach(() => {
  assign.mockReset();
  vi.unstubAllGlobals();
});

async function open(address: string) {
  const [pathname, search = ""] = address.split("?");
  vi.stubGlobal("location", { pathname, search: search && `?${search}`, href: address, assign });
  await mountGate(document.getElementById("root") as HTMLElement);
}

test("signing in goes to the page one came for", async () => {
  const asked = serve({ "GET /setup": { needed: false }, "POST /session": ME });
  await open("/sign-in?next=%2Fruns");
  await userEvent.type(screen.getByLabelText("Email"), " ada@example.com ");
  await userEvent.type(screen.getByLabelText("Password"), "lantern bridge heron");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith("/runs"));
  expect(asked.at(-1)?.body).toEqual({
    email: "ada@example.com",
    password: "lantern bridge heron",
  });
});

test("a wrong password is said, and can be tried again", async () => {
  const wrong = { title: "Wrong email or password", status: 401, code: "wrong_credentials" };
  serve({ "GET /setup": { needed: false }, "POST /session": wrong });
  await open("/sign-in");
  await userEvent.type(screen.getByLabelText("Email"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "guess{Enter}");
  await screen.findByText("Wrong email or password");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Sign in" }).disabled).toBe(false);
  expect(assign).not.toHaveBeenCalled();
});

test("what is missing is said before anything is sent", async () => {
  const asked = serve({ "GET /setup": { needed: false } });
  await open("/sign-in");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(screen.getByText("Enter email")).toBeTruthy();
  expect(screen.getByLabelText("Email").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(screen.getByLabelText("Email"));
  expect(asked.map(({ method }) => method)).toEqual(["GET"]);
});

test("a fresh server asks whom it belongs to, whatever the address", async () => {
  const asked = serve({ "GET /setup": { needed: true }, "POST /setup": ME });
  await open("/setup?token=once");
  await userEvent.type(screen.getByLabelText("Organisation"), "Lindqvist & Co");
  await userEvent.type(screen.getByLabelText("Your name"), "Ada");
  await userEvent.type(screen.getByLabelText("Email"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "lantern bridge heron");
  expect(screen.getByText("Strong")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Start using Towpath" }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith("/"));
  expect(asked.at(-1)?.body).toMatchObject({
    token: "once",
    organisation: "Lindqvist & Co",
    workspace: "Main",
    email: "ada@example.com",
  });
});

test("without the printed link the token is asked for", async () => {
  serve({ "GET /setup": { needed: true } });
  await open("/sign-in");
  expect(screen.getByLabelText("Set-up token")).toBeTruthy();
});

test("a field the server refuses says why", async () => {
  const refusal = {
    title: "Some fields are wrong",
    status: 422,
    code: "invalid",
    fields: [{ field: "password", message: "Is one of the first guesses" }],
  };
  serve({ "GET /setup": { needed: true }, "POST /setup": refusal });
  await open("/setup?token=once");
  for (const label of ["Organisation", "Your name", "Email", "Password"]) {
    await userEvent.type(screen.getByLabelText(label), "x");
  }
  await userEvent.click(screen.getByRole("button", { name: "Start using Towpath" }));
  await screen.findByText("Is one of the first guesses");
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
});

test("a server that does not answer is said, with the way to try again", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await open("/sign-in");
  expect(screen.getByRole("heading", { name: "The server could not be reached" })).toBeTruthy();
  serve({ "GET /setup": { needed: false } });
  await userEvent.click(screen.getByRole("link", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeTruthy();
});
