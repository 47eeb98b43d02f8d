// The test function of the journeys: each gets servers of its own, and fails when
// the page says something in the console that nobody should have to read.
import { type ConsoleMessage, type Page, test as base, expect } from "@playwright/test";
import { MailServer } from "./mail.ts";
import type { Person } from "./people.ts";
import { SmsService } from "./sms.ts";
import { Towpath } from "./towpath.ts";

interface Servers {
  towpath: Towpath;
  mail: MailServer;
  sms: SmsService;
  /** What the console may say in this journey, such as of a server that was killed. */
  expectedInConsole: RegExp[];
  quietConsole: undefined;
}

/** The page asks who is signed in; the browser notes that it was nobody. */
const signedOut = /401 \(Unauthorized\) \(\S+\/api\/v1\/session\)/;

export const test = base.extend<Servers>({
  towpath: async ({}, use) => {
    const towpath = await Towpath.start();
    await use(towpath);
    await towpath.stop();
  },
  mail: async ({}, use) => {
    const mail = await MailServer.start();
    await use(mail);
    await mail.stop();
  },
  sms: async ({}, use) => {
    const sms = await SmsService.start();
    await use(sms);
    await sms.stop();
  },
  expectedInConsole: async ({}, use) => use([]),
  quietConsole: [
    // With the server, so that it is judged before that ends: a page may still be asking then.
    async ({ context, expectedInConsole, towpath: _towpath }, use) => {
      const said: string[] = [];
      context.on("console", (message) => isTrouble(message) && said.push(`${message.text()} (${message.location().url})`));
      context.on("weberror", ({ error }) => said.push(String(error().stack ?? error())));
      await use(undefined);
      const expected = [signedOut, ...expectedInConsole];
      expect(said.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

function isTrouble(message: ConsoleMessage): boolean {
  return message.type() === "error" || message.type() === "warning";
}

/** Signs in at the sign-in page. */
export async function signIn(page: Page, towpath: Towpath, { email, password }: Person): Promise<void> {
  await page.goto(`${towpath.url}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/^Good /);
}

export { expect };
