// What the pages before sign-in have in common: the mark and a form beside a
// picture of the path along the water.

import { h, svg } from "./element";

/** Puts a page into the root: title, one sentence, and what follows. */
export function showPage(root: HTMLElement, title: string, lead: string, ...body: Node[]): void {
  document.title = `${title} · Towpath`;
  const main = h(
    "main",
    { class: "flex flex-1 flex-col items-center justify-center px-5 py-10 sm:px-10" },
    h(
      "div",
      { class: "w-full max-w-104" },
      h(
        "div",
        { class: "mb-8 flex items-center gap-3 text-lg font-semibold" },
        h("img", { src: "/logo.svg", alt: "", width: "36", height: "36" }),
        "Towpath",
      ),
      h("h1", { class: "text-2xl font-semibold tracking-tight" }, title),
      h("p", { class: "mt-1.5 mb-7 text-ink-soft" }, lead),
      ...body,
    ),
  );
  root.replaceChildren(h("div", { class: "flex min-h-dvh bg-ground" }, main, picture()));
}

/** A flow above the water; only for wide screens, and only to look at. */
function picture(): HTMLElement {
  return h(
    "aside",
    {
      "aria-hidden": "true",
      class: "relative hidden flex-1 overflow-hidden border-l border-line bg-accent-soft lg:block",
    },
    svg(
      "svg",
      {
        viewBox: "0 0 600 800",
        preserveAspectRatio: "xMidYMid slice",
        class: "absolute inset-0 size-full text-accent",
        fill: "none",
        stroke: "currentColor",
      },
      ...water(),
      svg("path", { d: PATH, "stroke-width": "3", opacity: "0.55" }),
      ...STOPS.map(stop),
    ),
  );
}

const PATH = "M100 250H280C370 250 330 370 410 370H490M280 250C370 250 330 130 410 130H490";
const STOPS: [x: number, y: number][] = [
  [100, 250],
  [280, 250],
  [490, 130],
  [490, 370],
];

function stop([x, y]: [number, number]): SVGElement {
  return svg(
    "g",
    { transform: `translate(${x - 52} ${y - 26})` },
    svg("rect", {
      width: "104",
      height: "52",
      rx: "14",
      class: "fill-surface stroke-line",
      "stroke-width": "1.5",
    }),
    svg("circle", { cx: "26", cy: "26", r: "10", class: "fill-accent", stroke: "none" }),
    svg("path", {
      d: "M46 21h40M46 32h24",
      "stroke-width": "5",
      "stroke-linecap": "round",
      opacity: "0.25",
    }),
  );
}

function water(): SVGElement[] {
  return [520, 570, 630, 700, 780].map((y, row) =>
    svg("path", {
      d: `M${row * 17 - 140} ${y}${"q30 -16 60 0t60 0".repeat(8)}`,
      "stroke-width": String(2 + row * 0.6),
      opacity: String(0.14 + row * 0.06),
    }),
  );
}
