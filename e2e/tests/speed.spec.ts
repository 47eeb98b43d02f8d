// How smoothly large flows move, beside a plain Canvas2D drawing of as many boxes in
// the same browser, how fast they open, and how fast keys are answered:
// SPEED=1 npx playwright test speed. Prints what it measured, and adds it as a line to
// the file that MEASURES names.
import { appendFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { large } from "../support/large.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

for (const count of [1_000, 5_000]) {
  test(`${count} nodes, some of them in boxes`, async ({ page, towpath }) => {
    test.setTimeout(240_000);
    const client = await Client.setUp(towpath);
    const flow = await client.addFlow(large(count));
    await signIn(page, towpath, ada);
    const reference = await plainCanvasFps(page, count);

    const editor = new Editor(page);
    const address = `${towpath.url}/flows/${flow}`;
    const openings: number[] = [];
    for (let round = 0; round < 5; round += 1) openings.push(await openingMs(page, towpath.url, address));
    const open_ms = median(openings);
    const box = await editor.canvas.boundingBox();
    if (!box) throw new Error("the canvas is not in view");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);

    const near = await fpsWhile(page, () => pan(page));
    await editor.showAll();
    await expect(editor.canvas.locator(".flow-overview")).toBeVisible();
    const far = await fpsWhile(page, () => pan(page));
    await editor.canvas.press("1");
    const keys = await keysMs(page, editor);
    const line = { nodes: count, open_ms, near_fps: near, all_fps: far, plain_fps: reference, key_p98_ms: keys };
    console.log(JSON.stringify(line));
    if (process.env.MEASURES) await appendFile(process.env.MEASURES, `${JSON.stringify(line)}\n`);
    // The machine may be busy; beside the plain drawing it shows what is ours.
    expect(near).toBeGreaterThan(reference * 0.6);
    expect(far).toBeGreaterThan(reference * 0.6);
  });
}

/** From the wish to open a flow to its first node on the canvas. */
async function openingMs(page: Page, home: string, address: string): Promise<number> {
  await page.goto(home);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const started = Date.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.locator(".react-flow__node").first().waitFor();
  return Date.now() - started;
}

/** The slowest but two in a hundred of keys that walk along the flow, until they are painted. */
async function keysMs(page: Page, editor: Editor): Promise<number> {
  await editor.canvas.focus();
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { keyTimes: times });
    new PerformanceObserver((list) => times.push(...list.getEntries().filter(({ name }) => name === "keydown").map(({ duration }) => duration))).observe({
      type: "event",
      durationThreshold: 16,
      buffered: false,
    } as PerformanceObserverInit);
  });
  const presses = 100;
  for (let press = 0; press < presses; press += 1) await page.keyboard.press(press < presses / 2 ? "ArrowRight" : "ArrowLeft");
  await frame(page);
  // What took less than 16 ms is not told of.
  const told: number[] = await page.evaluate(() => (globalThis as any).keyTimes);
  const all = [...told, ...Array.from({ length: Math.max(0, presses - told.length) }, () => 16)].sort((one, other) => one - other);
  return all[Math.floor(all.length * 0.98)] ?? 0;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function pan(page: Page): Promise<void> {
  for (let step = 0; step < 90; step += 1) {
    await page.mouse.wheel(step < 45 ? 30 : -30, step % 2 ? 20 : -20);
    await frame(page);
  }
}

function frame(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((next) => requestAnimationFrame(() => next())));
}

/** Frames a second while something happens. */
async function fpsWhile(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { frameTimes: times, isCounting: true });
    const count = (at: number) => {
      times.push(at);
      if ((globalThis as any).isCounting) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await work();
  return page.evaluate(() => {
    const times: number[] = (globalThis as any).frameTimes;
    (globalThis as any).isCounting = false;
    return Math.round(((times.length - 1) * 1_000) / ((times.at(-1) ?? 1) - (times[0] ?? 0)));
  });
}

/** The same movement of as many plain boxes on one canvas element. */
async function plainCanvasFps(page: Page, count: number): Promise<number> {
  await page.evaluate((boxes) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { id: "plain", width: innerWidth, height: innerHeight });
    canvas.style.cssText = "position:fixed;inset:0;z-index:99";
    document.body.append(canvas);
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    let shift = 0;
    const draw = () => {
      if (!canvas.isConnected) return;
      shift = (shift + 3) % 200;
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.beginPath();
      for (let index = 0; index < boxes; index += 1) context.rect((index % 80) * 18 + shift, Math.floor(index / 80) * 14, 12, 6);
      context.stroke();
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }, count);
  const fps = await fpsWhile(page, () => pan(page));
  await page.evaluate(() => document.getElementById("plain")?.remove());
  return fps;
}
