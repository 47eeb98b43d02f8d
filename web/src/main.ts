// Where the browser starts. The pages before sign-in are small and know nothing
// of the app behind them; the app itself is loaded only when it is needed.
import "./ui/styles.css";
import { startAppearance } from "./ui/theme";

async function start(root: HTMLElement): Promise<void> {
  if (location.pathname === "/sign-in" || location.pathname === "/setup") {
    const { mountGate } = await import("./features/gate");
    return mountGate(root);
  }
  const { mountApp } = await import("./app/mount");
  mountApp(root);
}

startAppearance();
const root = document.getElementById("root");
if (root) void start(root);
