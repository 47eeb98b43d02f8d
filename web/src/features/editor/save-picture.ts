// Hands a picture of the flow to the browser, as it stands on the canvas.
import { type IconShape, readIcon } from "@/canvas";
import { drawPicture, GROUP_COLOURS, type Kind, type Picture, type PictureColours } from "@/graph";
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

/** The colours of the page, as the browser resolves them in its theme. */
function readColours(): PictureColours {
  const probe = globalThis.document.createElement("span");
  globalThis.document.body.append(probe);
  const read = (value: string) => {
    probe.style.color = value;
    return rgb(getComputedStyle(probe).color);
  };
  const token = (name: string) => read(`var(--${name})`);
  const [grey, green, blue, violet, orange, red] = [
    ...["ink-faint", "good", "busy", "doubt", "warn", "bad"].map(token),
  ];
  const groups = [grey, green, blue, violet, orange, red];
  const colours: PictureColours = {
    ground: token("ground"),
    surface: token("surface"),
    line: token("line"),
    arrow: token("line-strong"),
    ink: token("ink"),
    soft: token("ink-soft"),
    accent: token("accent"),
    bad: token("bad"),
    note: token("warn-soft"),
    groups: Object.fromEntries(GROUP_COLOURS.map((name, index) => [name, groups[index] ?? ""])),
  };
  probe.remove();
  return colours;
}

/** Colours that programs other than browsers read too. */
function rgb(colour: string): string {
  return /^(rgb|#)/.test(colour) ? colour : "#667";
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
