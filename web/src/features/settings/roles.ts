// What each role may do, in words.
import type { Role } from "@/api/types";

export const ROLES: readonly { value: Role; label: string; text: string }[] = [
  { value: "viewer", label: "Viewer", text: "Sees flows and runs." },
  { value: "editor", label: "Editor", text: "Builds, publishes and runs flows." },
  { value: "admin", label: "Admin", text: "Also keeps credentials, members and tokens." },
  { value: "owner", label: "Owner", text: "May do everything." },
];
