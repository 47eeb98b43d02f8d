// Keeps the last picture of the flow a bit larger than the view. While the view
// moves over it, or zooms a little, it is only copied; once the view rests, it is
// drawn again, sharp. That is what keeps thousands of nodes moving smoothly.
import type { Rectangle } from "@/graph";
import { drawFlow, type Picture } from "./draw";
import type { Palette } from "./palette";

/** Where the canvas looks, its size in pixels of the page, and how dense those are. */
export type Look = {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
  readonly density: number;
};

/** How much of the view is drawn beyond each of its sides. */
const MARGIN = 0.4;
/** A copied picture is stretched at most so far. */
const STRETCH_MAXIMUM = 1.6;

type Kept = Rectangle & {
  readonly zoom: number;
  readonly picture: Picture;
  readonly palette: Palette;
};

export class Frame {
  private readonly bitmap = document.createElement("canvas");
  private kept: Kept | undefined;

  /**
   * Shows the flow; from the kept picture if that will do and `isMoving`.
   * Answers whether what is shown is sharp.
   */
  show(
    canvas: HTMLCanvasElement,
    look: Look,
    picture: Picture,
    palette: Palette,
    isMoving: boolean,
  ): boolean {
    const context = canvas.getContext("2d");
    if (!context) return true;
    resize(canvas, look.width * look.density, look.height * look.density);
    if (!this.covers(look, picture, palette, isMoving)) this.draw(look, picture, palette);
    const { kept } = this;
    if (!kept) return true;
    const left = (kept.x * look.zoom + look.x) * look.density;
    const top = (kept.y * look.zoom + look.y) * look.density;
    const scale = look.zoom * look.density;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.bitmap, left, top, kept.width * scale, kept.height * scale);
    return kept.zoom === look.zoom;
  }

  private covers(look: Look, picture: Picture, palette: Palette, isMoving: boolean): boolean {
    const { kept } = this;
    if (!kept || !samePicture(kept.picture, picture) || kept.palette !== palette) return false;
    const stretch = look.zoom / kept.zoom;
    if (stretch !== 1 && !isMoving) return false;
    if (stretch > STRETCH_MAXIMUM || stretch < 1 / STRETCH_MAXIMUM) return false;
    const view = viewOf(look);
    return (
      kept.x <= view.x &&
      kept.y <= view.y &&
      kept.x + kept.width >= view.x + view.width &&
      kept.y + kept.height >= view.y + view.height
    );
  }

  private draw(look: Look, picture: Picture, palette: Palette): void {
    const view = viewOf(look);
    const part = {
      x: view.x - view.width * MARGIN,
      y: view.y - view.height * MARGIN,
      width: view.width * (1 + 2 * MARGIN),
      height: view.height * (1 + 2 * MARGIN),
    };
    const scale = look.zoom * look.density;
    resize(this.bitmap, Math.ceil(part.width * scale), Math.ceil(part.height * scale));
    const context = this.bitmap.getContext("2d");
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.bitmap.width, this.bitmap.height);
    context.setTransform(scale, 0, 0, scale, -part.x * scale, -part.y * scale);
    drawFlow(context, picture, palette, part, look.zoom);
    this.kept = { ...part, zoom: look.zoom, picture, palette };
  }
}

/** What the canvas shows, in units of the flow. */
function viewOf({ x, y, zoom, width, height }: Look): Rectangle {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

function samePicture(one: Picture, other: Picture): boolean {
  return (
    one.scene === other.scene &&
    one.selected === other.selected &&
    one.active === other.active &&
    one.nodeStates === other.nodeStates &&
    one.edgeCounts === other.edgeCounts &&
    one.problems === other.problems &&
    one.marks === other.marks
  );
}

function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
