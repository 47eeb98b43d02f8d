// The panel of a node: what it does, with what, and what came of it.
export { NodePanel } from "./node-panel";
