// Looking at pages as people see them: sizes, themes, what stands in the console, pictures.
// Pictures to be looked at go to the folder that PICTURES names.
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, type Page, expect } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./accessible.ts";
import { ada } from "./people.ts";
import { signIn } from "./test.ts";
import type { Towpath } from "./towpath.ts";

const pictures = process.env.PICTURES;
export const sizes = {
  desk: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 360, height: 780 },
};
/** As small as the web must go, which is also 1280 pixels at 400 %. */
export const smallPhone = { width: 320, height: 640 };

/** How a page may be wished: by colours, contrast, or the system's own colours. */
export const looks = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  contrast: { colorScheme: "light", contrast: "more" },
  "dark-contrast": { colorScheme: "dark", contrast: "more" },
  forced: { colorScheme: "light", forcedColors: "active" },
} as const;

export interface View {
  name: string;
  path: string;
  /** Text that is there once the page is drawn. */
  shows: string | RegExp;
  prepare?(page: Page): Promise<void>;
}

export interface How {
  looks?: readonly (keyof typeof looks)[];
  sizes?: readonly (keyof typeof sizes)[];
  session?: BrowserContextOptions["storageState"];
  /** What the console may say. */
  expected?: RegExp;
  /** Done to each page before it opens. */
  begin?(page: Page): Promise<void>;
  /** Left out where a test has changed texts behind the page's back. */
  withoutAxe?: boolean;
  /** What is asked of each page besides axe-core. */
  check?(page: Page, what: string): Promise<void>;
}

/** Opens each view in each size, looks at it in each theme and takes its picture. */
export async function look(browser: Browser, towpath: Towpath, views: readonly View[], how: How = {}): Promise<void> {
  const { looks: wanted = ["light", "dark"], sizes: wide = ["desk", "tablet", "phone"], session, expected, withoutAxe, begin, check } = how;
  for (const size of wide) {
    const context = await browser.newContext({ viewport: sizes[size], reducedMotion: "reduce", ...(session ? { storageState: session } : {}) });
    const page = await context.newPage();
    const said: string[] = [];
    const note = (text: string) => expected?.test(text) || said.push(text);
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && note(message.text()));
    page.on("pageerror", (error) => note(error.message));
    await begin?.(page);
    for (const view of views) {
      await open(page, towpath, view);
      for (const [index, name] of wanted.entries()) {
        const what = `${view.name}-${name}-${size}`;
        await page.emulateMedia({ contrast: "no-preference", forcedColors: "none", ...looks[name] });
        await settled(page);
        if (pictures) await page.screenshot({ path: join(pictures, `${what}.png`), animations: "disabled" });
        if (!withoutAxe) await expectAccessible(page, what, index === 0 ? "everything" : "colours");
        await check?.(page, what);
      }
      if (size === "phone") {
        await page.setViewportSize(smallPhone);
        await expectNoSidewaysScroll(page, `${view.name} at ${smallPhone.width} px`);
        await page.setViewportSize(sizes.phone);
      }
      expect.soft(said.splice(0), `console of ${view.name}`).toEqual([]);
    }
    await context.close();
  }
}

/** Waits until what was wished of the page is painted: colours glide, if only for a moment. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForFunction(() => document.getAnimations().every(({ effect }) => effect?.getTiming().iterations === Number.POSITIVE_INFINITY));
}

export async function open(page: Page, towpath: Towpath, view: View): Promise<void> {
  await page.goto(towpath.url + view.path);
  await view.prepare?.(page);
  await expect(page.getByText(view.shows).filter({ visible: true }).first(), view.name).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

/** Whether the page is as wide as a desk, where there is a canvas. */
export function isDesk(page: Page): boolean {
  return (page.viewportSize()?.width ?? 0) >= sizes.tablet.width;
}

/** Signed in once, for many pages. */
export async function sessionOf(browser: Browser, towpath: Towpath) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, towpath, ada);
  const state = await context.storageState();
  await context.close();
  return state;
}
