// Where the browser starts. The pages before sign-in are small and know nothing
// of the app behind them; the app itself is loaded only when it is needed.
import { NARROW, PHONE } from "./lib/narrow";
import "./ui/styles.css";
import { startAppearance } from "./ui/theme";

/** The heaviest pages by their address: their code is asked for along with what frames it. */
const EARLY = [
  { address: /^\/flows\/./, load: () => import("./app/editor-route"), narrow: PHONE },
  { address: /^\/runs\/./, load: () => import("./app/run-route"), narrow: NARROW },
] as const;

async function start(root: HTMLElement): Promise<void> {
  if (location.pathname === "/sign-in" || location.pathname === "/setup") {
    const { mountGate } = await import("./features/gate");
    return mountGate(root);
  }
  const mount = import("./app/mount");
  const early = EARLY.find(({ address }) => address.test(location.pathname));
  // What could not be had is asked for again, and told, by the page.
  early?.load().catch(() => {});
  if (early && !matchMedia(early.narrow).matches) import("./canvas/drawn").catch(() => {});
  const { mountApp } = await mount;
  mountApp(root);
}

startAppearance();
const root = document.getElementById("root");
if (root) void start(root);
