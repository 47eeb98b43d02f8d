// The mark: a path along the water, with a bridge over it.

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
      <LogoShapes />
    </svg>
  );
}

function LogoShapes() {
  return (
    <>
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <g className="stroke-on-accent" fill="none" strokeWidth="2.6" strokeLinecap="round">
        <path d="M7 21.5c0-6.4 4-11 9-11s9 4.600 9 11" />
        <path
          d="M7 25.200c2.200-1.400 3.800-1.400 6 0s3.800 1.400 6 0 3.800-1.400 6 0"
          strokeWidth="2"
        />
        <circle cx="16" cy="10.500" r="2.700" className="fill-on-accent" stroke="none" />
      </g>
    </>
  );
}
