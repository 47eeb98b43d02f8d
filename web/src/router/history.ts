// Where the app is and was: the browser's own history, or one in memory for tests.

export interface History {
  /** Path, search and hash. */
  readonly href: string;
  push(href: string): void;
  replace(href: string): void;
  /** Told when the person goes back or forward; answers with the way to stop. */
  onMove(listener: () => void): () => void;
}

export function browserHistory(): History {
  return {
    get href() {
      const { pathname, search, hash } = window.location;
      return pathname + search + hash;
    },
    push: (href) => window.history.pushState(null, "", href),
    replace: (href) => window.history.replaceState(null, "", href),
    onMove: (listener) => {
      addEventListener("popstate", listener);
      return () => removeEventListener("popstate", listener);
    },
  };
}

export function memoryHistory(start: string): History {
  let href = start;
  const go = (next: string) => {
    href = next;
  };
  return {
    get href() {
      return href;
    },
    push: go,
    replace: go,
    onMove: () => () => {},
  };
}
