// The debugger of runs, for whoever shows one.

export { DebugPanel, type DebugPanelProps, type Stops } from "./debug-panel";
