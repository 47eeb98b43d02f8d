// The canvas: the flow drawn as cards and arrows, to edit or to look at. What draws is
// fetched by `useCanvasCode`; the rest is small.

export { type CanvasActions, NO_ACTIONS } from "./actions";
export { loadCanvas, loadCanvasUnless, useCanvasCode } from "./code";
export { groupColour } from "./group-colour";
export { type IconShape, readIcon } from "./icon";
export { IconDrawing, KindIcon, kindColour } from "./KindIcon";
export { KIND_MEDIA_TYPE } from "./media-type";
export { type CanvasState, type CanvasStore, emptyCanvas, type Mark, type Marks } from "./store";
export type { CanvasView } from "./view";
