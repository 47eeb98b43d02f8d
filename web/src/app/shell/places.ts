// The places of the app, in the order people go through them.
import {
  Database,
  Home,
  KeyRound,
  ListChecks,
  type LucideIcon,
  Settings,
  Workflow,
} from "lucide-react";

export type Place = {
  to: "/" | "/flows" | "/runs" | "/data" | "/credentials" | "/settings";
  label: string;
  icon: LucideIcon;
  /** `g` for go, then the letter. */
  shortcut: string;
};

export const PLACES: readonly Place[] = [
  { to: "/", label: "Home", icon: Home, shortcut: "g h" },
  { to: "/flows", label: "Flows", icon: Workflow, shortcut: "g f" },
  { to: "/runs", label: "Runs", icon: ListChecks, shortcut: "g r" },
  { to: "/data", label: "Data", icon: Database, shortcut: "g d" },
  { to: "/credentials", label: "Credentials", icon: KeyRound, shortcut: "g c" },
  { to: "/settings", label: "Settings", icon: Settings, shortcut: "g s" },
];
