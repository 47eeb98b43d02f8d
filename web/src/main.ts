// Where the browser starts. The pages before sign-in are small and know nothing
// of the app behind them; the app itself is loaded only when it is needed.
import "./ui/styles.css";

async function start(root: HTMLElement): Promise<void> {
  const { mountApp } = await import("./app/mount");
  mountApp(root);
}

const root = document.getElementById("root");
if (root) void start(root);
