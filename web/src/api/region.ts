// The region a workspace is at home in.

import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import { inWorkspace } from "./workspace";

export type Region = {
  /** Null: there are no regions. */
  region: string | null;
  /** All that this server knows, its own first. */
  regions: string[];
};

export const regionQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, "region"],
    queryFn: ({ signal }) => get<Region>(inWorkspace(workspace, "/region"), { signal }),
  });
