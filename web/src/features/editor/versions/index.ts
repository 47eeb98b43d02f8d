// The versions of a flow; loaded when they are opened.
export { VersionsPage } from "./VersionsPage";
