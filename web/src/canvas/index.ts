// The canvas: the flow drawn as cards and arrows, to edit or to look at.

export { type CanvasActions, NO_ACTIONS } from "./actions";
export { FlowCanvas, KIND_MEDIA_TYPE } from "./FlowCanvas";
export { FlowView } from "./FlowView";
export { groupColour } from "./group-colour";
export { type IconShape, readIcon } from "./icon";
export { IconDrawing, KindIcon, kindColour } from "./KindIcon";
export { type CanvasState, type CanvasStore, emptyCanvas, type Mark, type Marks } from "./store";
export type { CanvasView } from "./view";
