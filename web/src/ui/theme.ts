// Light, dark or as the system says, high contrast, and how much room things have:
// kept in the browser and put on <html> as classes before anything is drawn.

export type Theme = "system" | "light" | "dark";
export type Contrast = "system" | "more";
export type Density = "comfortable" | "compact";
export type Appearance = { theme: Theme; contrast: Contrast; density: Density };

const STORAGE_KEY = "towpath.appearance";
const DEFAULT: Appearance = { theme: "system", contrast: "system", density: "comfortable" };
const wantsContrast = () => matchMedia("(prefers-contrast: more)");

const listeners = new Set<() => void>();
let current = DEFAULT;

/** Puts the kept appearance on the page and follows the system from then on. */
export function startAppearance(): void {
  current = stored();
  paint();
  wantsContrast().addEventListener("change", paint);
}

export function appearance(): Appearance {
  return current;
}

export function setAppearance(change: Partial<Appearance>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
  } catch {
    // A browser without storage keeps the choice until the page is left.
  }
  paint();
  for (const listener of listeners) listener();
}

export function onAppearance(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function paint(): void {
  const { classList } = document.documentElement;
  classList.toggle("light", current.theme === "light");
  classList.toggle("dark", current.theme === "dark");
  classList.toggle("compact", current.density === "compact");
  classList.toggle("contrast", current.contrast === "more" || wantsContrast().matches);
}

function stored(): Appearance {
  try {
    const kept: Partial<Appearance> = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return { ...DEFAULT, ...kept };
  } catch {
    return DEFAULT;
  }
}
