// The flow as one picture: far out, and in the corner.
export { Minimap } from "./Minimap";
export { OverviewLayer } from "./OverviewLayer";
