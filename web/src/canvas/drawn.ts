// What draws, and all it needs: a file of its own that is fetched when something is drawn.
export { FlowCanvas } from "./FlowCanvas";
export { FlowView } from "./FlowView";
