// The menu of the person signed in.

import { BookOpen, Contrast, Keyboard, LogOut, UserRound } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useMe } from "@/api/me";
import { useSignOut } from "@/api/session";
import { useNavigate } from "@/router";
import type { LazyMenuProps } from "@/ui/lazy-menu";
import { Menu, MenuChoice, MenuDivider, MenuItem, MenuLabel } from "@/ui/menu";
import { appearance, onAppearance, setAppearance, type Theme } from "@/ui/theme";
import { toastProblem } from "@/ui/toast";
import { rememberSignedIn } from "./chosen-workspace";
import { openOverlay } from "./overlay";

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export default function AccountMenu(menu: LazyMenuProps) {
  const { user } = useMe();
  const { theme, contrast } = useSyncExternalStore(onAppearance, appearance);
  const navigate = useNavigate();
  const signOut = useSignOut();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        rememberSignedIn(false);
        location.assign("/sign-in");
      },
      onError: toastProblem,
    });
  return (
    <Menu {...menu} align="start" side="top" className="w-64">
      <MenuLabel>{user.email}</MenuLabel>
      <MenuItem
        icon={<UserRound size={16} />}
        onSelect={() => void navigate({ to: "/settings/$section", params: { section: "account" } })}
      >
        Your account
      </MenuItem>
      <MenuDivider />
      <MenuLabel>Appearance</MenuLabel>
      <MenuChoice
        value={theme}
        options={THEMES}
        onChange={(value) => setAppearance({ theme: value as Theme })}
      />
      <MenuItem
        icon={<Contrast size={16} />}
        onSelect={() => setAppearance({ contrast: contrast === "more" ? "system" : "more" })}
      >
        {contrast === "more" ? "Usual contrast" : "High contrast"}
      </MenuItem>
      <MenuDivider />
      <MenuItem
        icon={<Keyboard size={16} />}
        shortcut="?"
        onSelect={() => openOverlay("shortcuts")}
      >
        Keyboard shortcuts
      </MenuItem>
      <MenuItem
        icon={<BookOpen size={16} />}
        onSelect={() => void navigate({ to: "/api-reference" })}
      >
        API reference
      </MenuItem>
      <MenuDivider />
      <MenuItem icon={<LogOut size={16} />} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
