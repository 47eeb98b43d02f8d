// The editor as a person sees it: the canvas, its nodes, the panel of the open one.
import { type Locator, type Page, expect } from "@playwright/test";

export class Editor {
  constructor(readonly page: Page) {}

  get canvas(): Locator {
    return this.page.getByRole("application", { name: "Canvas of the flow" });
  }

  /** The card of a node. */
  node(name: string): Locator {
    return this.canvas.getByRole("group", { name: new RegExp(`^${escaped(name)}[.,]`) });
  }

  /** How the run that is shown stands. */
  get run(): Locator {
    return this.page.getByRole("region", { name: "The run shown on the canvas" });
  }

  /** Adds what follows a node by pressing one of its ports, counted from the top. */
  async addAfter(name: string, kind: string, port = 0): Promise<void> {
    await this.node(name).getByTitle("Press to add what follows").nth(port).click();
    await this.choose(kind);
    await expect(this.node(kind)).toBeVisible();
  }

  /** Answers the list that is open. */
  async choose(text: string): Promise<void> {
    const list = this.page.getByRole("dialog");
    await list.getByRole("combobox").fill(text);
    await list.getByRole("option", { name: text }).first().click();
    await expect(list).toBeHidden();
  }

  /** Draws an arrow with the mouse, from a port counted from the top to a node with one input. */
  async connect(from: string, to: string, port = 0): Promise<void> {
    const { mouse } = this.page;
    const start = this.node(from).getByTitle("Press to add what follows").nth(port);
    await this.showAll();
    // Both wait until what they point at stands still.
    await this.node(to).hover();
    await start.hover();
    const [source, target] = [await start.boundingBox(), await this.node(to).boundingBox()];
    if (!source || !target) throw new Error(`${from} or ${to} is not in view`);
    await mouse.move(source.x + source.width / 2, source.y + source.height / 2);
    await mouse.down();
    await mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 8 });
    await mouse.move(target.x + 2, target.y + target.height / 2, { steps: 8 });
    await mouse.up();
  }

  /** Drags a node by its card, by pixels of the page. */
  async drag(name: string, { right = 0, down = 0 }: { right?: number; down?: number }): Promise<void> {
    const { mouse } = this.page;
    await this.showAll();
    await this.node(name).hover();
    const card = await this.node(name).boundingBox();
    if (!card) throw new Error(`${name} is not in view`);
    const start = { x: card.x + card.width / 2, y: card.y + 16 };
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move(start.x + right / 2, start.y + down / 2, { steps: 8 });
    await mouse.move(start.x + right, start.y + down, { steps: 8 });
    await mouse.up();
  }

  /** Brings every node into view. */
  async showAll(): Promise<void> {
    await this.canvas.press("0");
  }

  /** Opens a node and gives its panel. */
  async open(name: string): Promise<Panel> {
    const panel = new Panel(this.page, this.page.getByRole("complementary", { name: `${name}: settings of the node` }));
    // Again if the canvas has not yet measured the room that a closed panel left.
    await expect(async () => {
      await this.showAll();
      await this.node(name).dblclick({ timeout: 2_000 });
      await expect(panel.element).toBeVisible({ timeout: 2_000 });
    }).toPass();
    return panel;
  }

  async expectSaved(): Promise<void> {
    await expect(this.page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
  }

  async publish(): Promise<void> {
    await this.page.getByRole("button", { name: "Publish", exact: true }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await expect(this.page.getByText(/^Version \d+ is live$/)).toBeVisible();
  }
}

export class Panel {
  constructor(
    private readonly page: Page,
    readonly element: Locator,
  ) {}

  /** A field by its label; the mark of what is needed does not count. */
  field(label: string): Locator {
    return fieldIn(this.element, label);
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value);
  }

  /** Makes the credential a node asks for where it asks. */
  async addCredential(kind: string, fill: (dialog: Locator) => Promise<void>): Promise<void> {
    await this.element.getByRole("button", { name: `New credential for ${kind}` }).click();
    const dialog = this.page.getByRole("dialog");
    await fill(dialog);
    await dialog.getByRole("button", { name: /^Save/ }).click();
    await expect(dialog).toBeHidden();
  }

  async close(): Promise<void> {
    await this.element.getByRole("button", { name: "Close" }).click();
    await expect(this.element).toBeHidden();
  }
}

export function fieldIn(frame: Locator, label: string): Locator {
  const name = new RegExp(`^${escaped(label)}(\\s*\\*.*)?$`);
  return frame.getByRole("textbox", { name }).or(frame.getByRole("spinbutton", { name })).or(frame.getByRole("combobox", { name }));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
