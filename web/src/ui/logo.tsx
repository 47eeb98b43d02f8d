// The mark: a path along the water, with a bridge over it. It is a file, so that
// the tab, the pages before sign-in and the app show the same one.

export function Logo({ size = 28 }: { size?: number }) {
  return <img src="/logo.svg" alt="" width={size} height={size} className="shrink-0" />;
}
