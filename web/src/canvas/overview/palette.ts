// The colours of the page for drawing on a canvas: the tokens of the style
// sheet, as the browser resolves them in the current theme.
import { useEffect, useState } from "react";
import { resolveColours } from "@/lib/resolve-colours";
import { onAppearance } from "@/ui/theme";

const TOKENS = [
  "ground",
  "surface",
  "line",
  "line-strong",
  "ink",
  "ink-soft",
  "ink-faint",
  "accent",
  "good",
  "bad",
  "warn",
  "busy",
  "doubt",
] as const;

export type Palette = Readonly<Record<(typeof TOKENS)[number], string>>;

/** The colours, read again when the theme changes. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const update = () => setPalette(readPalette());
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", update);
    const stop = onAppearance(update);
    return () => {
      system.removeEventListener("change", update);
      stop();
    };
  }, []);
  return palette;
}

function readPalette(): Palette {
  return resolveColours(TOKENS);
}
