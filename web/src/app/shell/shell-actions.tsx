// The actions that are there on every page.

import {
  BookOpen,
  Contrast,
  Keyboard,
  MonitorCog,
  Moon,
  Plus,
  Rows3,
  Search,
  Sun,
  TriangleAlert,
} from "lucide-react";
import { useMemo } from "react";
import { type Action, useActions } from "@/lib/actions";
import { useNavigate } from "@/router";
import { appearance, setAppearance } from "@/ui/theme";
import { openOverlay } from "./overlay";
import { PLACES } from "./places";

export function useShellActions(): void {
  const navigate = useNavigate();
  const actions = useMemo<Action[]>(
    () => [
      ...PLACES.map(({ to, label, icon: Icon, shortcut }) => ({
        id: `go.${label.toLowerCase()}`,
        label: `Go to ${label}`,
        group: "Places",
        icon: <Icon size={16} />,
        shortcut,
        perform: () => void navigate({ to }),
      })),
      {
        id: "flows.new",
        label: "New flow",
        icon: <Plus size={16} />,
        keywords: "create add",
        perform: () => void navigate({ to: "/flows", search: { new: true } }),
      },
      {
        id: "runs.failed",
        label: "Failed runs",
        group: "Places",
        icon: <TriangleAlert size={16} />,
        keywords: "errors attention in doubt",
        perform: () => void navigate({ to: "/runs", search: { status: ["failed", "in_doubt"] } }),
      },
      {
        id: "go.api",
        label: "API reference",
        group: "Places",
        icon: <BookOpen size={16} />,
        keywords: "openapi curl developers",
        perform: () => void navigate({ to: "/api-reference" }),
      },
      ...APPEARANCE,
      ...HELP,
    ],
    [navigate],
  );
  useActions(actions);
}

const APPEARANCE: Action[] = [
  {
    id: "theme.dark",
    label: "Dark appearance",
    group: "Appearance",
    icon: <Moon size={16} />,
    keywords: "theme night",
    perform: () => setAppearance({ theme: "dark" }),
  },
  {
    id: "theme.light",
    label: "Light appearance",
    group: "Appearance",
    icon: <Sun size={16} />,
    keywords: "theme day",
    perform: () => setAppearance({ theme: "light" }),
  },
  {
    id: "theme.system",
    label: "Appearance as the system",
    group: "Appearance",
    icon: <MonitorCog size={16} />,
    keywords: "theme automatic",
    perform: () => setAppearance({ theme: "system" }),
  },
  {
    id: "density.toggle",
    label: "Compact or comfortable",
    group: "Appearance",
    icon: <Rows3 size={16} />,
    keywords: "density dense room space",
    perform: () =>
      setAppearance({ density: appearance().density === "compact" ? "comfortable" : "compact" }),
  },
  {
    id: "contrast.toggle",
    label: "High contrast on or off",
    group: "Appearance",
    icon: <Contrast size={16} />,
    keywords: "theme accessibility",
    perform: () =>
      setAppearance({ contrast: appearance().contrast === "more" ? "system" : "more" }),
  },
];

const HELP: Action[] = [
  {
    id: "palette.open",
    label: "Search and commands",
    group: "Help",
    icon: <Search size={16} />,
    shortcut: "mod+k",
    perform: () => openOverlay("palette"),
  },
  {
    id: "shortcuts.open",
    label: "Keyboard shortcuts",
    group: "Help",
    icon: <Keyboard size={16} />,
    shortcut: "?",
    perform: () => openOverlay("shortcuts"),
  },
];
