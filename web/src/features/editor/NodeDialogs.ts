// The dialogs about single nodes and their arrows, as one file to load.
export { AddDialog } from "./AddDialog";
export { ConnectDialog } from "./ConnectDialog";
export { DisconnectDialog } from "./DisconnectDialog";
export { FindDialog } from "./FindDialog";
export { RenameDialog } from "./RenameDialog";
