// How smoothly large flows move, beside a plain Canvas2D drawing of as many boxes in
// the same browser: SPEED=1 npx playwright test speed. Prints what it measured.
import type { Page } from "@playwright/test";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import type { FlowFile, FlowNode } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const COLUMNS = 40;
/** Nodes of a row, the first of each being a loop around the next three. */
const BOX_EVERY = 8;

for (const count of [1_000, 5_000]) {
  test(`${count} nodes, some of them in boxes`, async ({ page, towpath }) => {
    test.setTimeout(240_000);
    const client = await Client.setUp(towpath);
    const flow = await client.addFlow(large(count));
    await signIn(page, towpath, ada);
    const reference = await plainCanvasFps(page, count);

    const started = Date.now();
    await page.goto(`${towpath.url}/flows/${flow}`);
    const editor = new Editor(page);
    await editor.canvas.locator(".react-flow__node").first().waitFor();
    const open_ms = Date.now() - started;
    const box = await editor.canvas.boundingBox();
    if (!box) throw new Error("the canvas is not in view");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);

    const near = await fpsWhile(page, () => pan(page));
    await editor.showAll();
    await expect(editor.canvas.locator(".flow-overview")).toBeVisible();
    const far = await fpsWhile(page, () => pan(page));
    console.log(`${count} nodes: open ${open_ms} ms, panning near ${near} fps, all in view ${far} fps, plain canvas ${reference} fps`);
    // The machine may be busy; beside the plain drawing it shows what is ours.
    expect(near).toBeGreaterThan(reference * 0.6);
    expect(far).toBeGreaterThan(reference * 0.6);
  });
}

/** A flow of rows of nodes, each leading to the next. */
function large(count: number): FlowFile {
  const nodes: (FlowNode & { parent?: string })[] = [];
  const edges: FlowFile["edges"] = [];
  for (let index = 0; index < count; index += 1) {
    const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
    const place = column % BOX_EVERY;
    const isBox = place === 0 && column > 0;
    const inBox = place > 0 && place < 4 && column > BOX_EVERY;
    const kind = index === 0 ? "manual_trigger" : isBox ? "for_each" : "no_op";
    const parent = inBox ? `n${index - place}` : undefined;
    nodes.push({
      ...{ id: `n${index}`, kind, name: `Node ${index}`, parameters: {}, ...(parent ? { parent } : {}) },
      position: { x: column * 336, y: row * 320 + (inBox ? 96 : 0) },
    });
    const before = inBox || place !== 4 || column < BOX_EVERY ? index - 1 : index - 4;
    const crosses = isBox ? false : inBox && place === 1;
    if (column > 0 && !crosses) {
      edges.push({ id: `e${index}`, from: { node: `n${before}`, port: "main" }, to: { node: `n${index}`, port: "main" } });
    }
  }
  return { format: "towpath.flow", version: 1, name: `Large ${count}`, nodes, edges };
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
