// The icon of a node kind on its tinted tile.
import { clsx } from "clsx";
import { Box } from "lucide-react";
import { type CSSProperties, createElement, type ReactElement } from "react";
import type { Kind } from "@/graph";
import { type IconShape, readIcon } from "./icon";
import "./kind-icon.css";

type Props = { kind: Kind | undefined; size?: "small" | "medium"; className?: string };

const SIZE = {
  small: { tile: "size-8 rounded-control", icon: 18 },
  medium: { tile: "size-10 rounded-[10px]", icon: 22 },
};

/** Decorative: what it stands for is always written beside it. */
export function KindIcon({ kind, size = "medium", className }: Props) {
  const { tile, icon } = SIZE[size];
  const isRound = kind?.role === "trigger";
  return (
    <span
      aria-hidden="true"
      style={kindColour(kind)}
      data-group={kind?.group}
      className={clsx("kind-tile", tile, isRound && "rounded-full!", className)}
    >
      <IconDrawing text={kind?.icon ?? ""} size={icon} />
    </span>
  );
}

/** The icon alone, in the colour of the text around it. */
export function IconDrawing({ text, size }: { text: string; size: number }) {
  const shape = readIcon(text);
  if (!shape) return <Box size={size} strokeWidth={1.75} />;
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      {...shape.attributes}
      width={size}
      height={size}
    >
      {shape.children.map(drawShape)}
    </svg>
  );
}

/** The colour of a kind as a custom property; the style sheet falls back to its own. */
export function kindColour(kind: Kind | undefined): CSSProperties | undefined {
  const colour = kind?.colour;
  if (!colour || !/^#[0-9a-f]{3,8}$/i.test(colour)) return undefined;
  return { "--kind": colour } as CSSProperties;
}

function drawShape({ tag, attributes, children }: IconShape, key: number): ReactElement {
  return createElement(tag, { key, ...attributes }, ...children.map(drawShape));
}
