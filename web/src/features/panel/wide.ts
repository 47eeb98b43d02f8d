// Whether the panel is opened wide; kept in the browser, for a person has a habit.

import { useState } from "react";

const STORAGE_KEY = "towpath.panel.wide";

export function useWide(): [boolean, (wide: boolean) => void] {
  const [wide, setWide] = useState(stored);
  const set = (next: boolean) => {
    setWide(next);
    try {
      localStorage.setItem(STORAGE_KEY, String(next));
    } catch {
      // A browser without storage keeps it until the page is left.
    }
  };
  return [wide, set];
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === "true";
  } catch {
    return false;
  }
}
