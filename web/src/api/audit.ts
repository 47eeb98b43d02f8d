// Who changed what in a workspace.

import { pagesQuery } from "./pages";
import type { AuditEntry } from "./types";
import { inWorkspace } from "./workspace";

export const auditQuery = (workspace: string) =>
  pagesQuery<AuditEntry>([workspace, "audit"], inWorkspace(workspace, "/audit"));
