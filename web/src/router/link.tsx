// A link to another page of the app. It is a plain link to the browser, too.
import { type ComponentProps, type MouseEvent, useEffect, useRef } from "react";
import { isWithin } from "./address";
import { useLocation, useRouter } from "./context";
import type { Path, Target } from "./router";

/** A pointer that only passes by asks for nothing. */
const PRELOAD_AFTER_MS = 50;

type Own<To extends Path> = Target<To, To> & {
  to: To;
  /** Whether pages below this address leave the link as it is. */
  exact?: boolean;
};
export type LinkProps<To extends Path> = Own<To> &
  Omit<ComponentProps<"a">, "href" | keyof Own<To>>;

export function Link<To extends Path>(props: LinkProps<To>) {
  const { to, params, search, replace, exact, ...anchor } = props as LinkProps<Path>;
  const { onClick, onPointerEnter, onPointerLeave, ...rest } = anchor;
  const router = useRouter();
  const { pathname } = useLocation();
  const href = router.hrefOf({ to, params, search } as Target);
  const preload = usePreload(() => router.preload(href));
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlain(event) || rest.target) return;
    event.preventDefault();
    router.go(href, replace);
  };
  const [path = ""] = href.split("?");
  const isHere = exact ? pathname === path : isWithin(path, pathname);
  return (
    <a
      aria-current={isHere && search === undefined ? "page" : undefined}
      {...rest}
      href={href}
      onClick={follow}
      onFocus={preload.now}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        preload.soon();
      }}
      onPointerLeave={(event) => {
        onPointerLeave?.(event);
        preload.not();
      }}
    />
  );
}

function usePreload(now: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const not = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = () => {
    timer.current = setTimeout(now, PRELOAD_AFTER_MS);
  };
  return { now, soon, not };
}

/** Whether the page is wanted here and not in another tab. */
function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}
