// The dialogs about one node or its arrows, as one file to load.
export { ConnectDialog } from "./ConnectDialog";
export { DisconnectDialog } from "./DisconnectDialog";
export { FindDialog } from "./FindDialog";
export { RenameDialog } from "./RenameDialog";
