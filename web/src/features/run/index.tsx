// The page of one run.
export { RunPage, type RunPageProps } from "./run-page";
