// Hands a picture of the flow to the browser, as it stands on the canvas.
import { groupColour, type IconShape, readIcon } from "@/canvas";
import { drawPicture, GROUP_COLOURS, type Kind, type Picture, type PictureColours } from "@/graph";
import { resolveColours } from "@/lib/resolve-colours";
import type { Editor } from "./editor";
import { fileName, saveBlob } from "./save-file";

/** Pictures are drawn twice as large, so that they stay sharp. */
const DENSITY = 2;
/** More pixels than a browser draws on one canvas. */
const PIXELS_MAXIMUM = 120_000_000;

export async function savePicture(editor: Editor, format: "png" | "svg"): Promise<void> {
  const { document, kinds, folded } = editor.state;
  const picture = drawPicture(document, kinds, readColours(), drawIcon, folded);
  const svg = new Blob([picture.svg], { type: "image/svg+xml" });
  const blob = format === "svg" ? svg : await rasterise(svg, picture);
  saveBlob(blob, `${fileName(document.name)}.${format}`);
}

async function rasterise(svg: Blob, { width, height }: Picture): Promise<Blob> {
  const density = Math.min(DENSITY, Math.sqrt(PIXELS_MAXIMUM / (width * height)));
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = globalThis.document.createElement("canvas");
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made")))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The colours of the page as they are now. */
function readColours(): PictureColours {
  const tokens = resolveColours([
    ...(["ground", "surface", "line", "line-strong", "ink", "ink-soft", "ink-faint"] as const),
    ...(["accent", "good", "bad", "warn", "warn-soft", "busy", "doubt"] as const),
  ]);
  const groups = GROUP_COLOURS.map((name) => [name, tokens[groupColour(name)]]);
  return {
    ...{ ground: tokens.ground, surface: tokens.surface, line: tokens.line, ink: tokens.ink },
    ...{ arrow: tokens["line-strong"], soft: tokens["ink-soft"], note: tokens["warn-soft"] },
    ...{ accent: tokens.accent, bad: tokens.bad, groups: Object.fromEntries(groups) },
  };
}

function drawIcon(kind: Kind): string {
  const icon = readIcon(kind.icon);
  if (!icon) return "";
  const { viewBox = "0 0 24 24", width: _width, height: _height, ...look } = icon.attributes;
  return `<svg viewBox="${viewBox}" width="24" height="24" ${attributes(look)}>${icon.children.map(markUp).join("")}</svg>`;
}

function markUp({ tag, attributes: given, children }: IconShape): string {
  return `<${tag} ${attributes(given)}>${children.map(markUp).join("")}</${tag}>`;
}

/** The names React wants, as SVG has them. */
function attributes(given: Readonly<Record<string, string>>): string {
  return Object.entries(given)
    .map(
      ([name, value]) =>
        `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${value}"`,
    )
    .join(" ");
}
