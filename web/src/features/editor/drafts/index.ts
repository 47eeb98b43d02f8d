// Drafts of several people: one chunk, loaded when somebody else has one or asks for it.
export { BringInDialog } from "./BringInDialog";
export { DropDraftDialog } from "./DropDraftDialog";
export { MovedOnBar } from "./MovedOnBar";
