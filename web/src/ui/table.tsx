// Tables for scanning: dense, with a quiet head. Columns that a phone has no room
// for are marked `wideOnly`.
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={label} className="w-full border-collapse text-sm">
        {children}
      </table>
    </div>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead className="border-b border-line text-start text-xs text-ink-soft">
      <tr>{children}</tr>
    </thead>
  );
}

export function TableBody({ children }: { children: ReactNode }) {
  return <tbody className="divide-y divide-line">{children}</tbody>;
}

type CellProps = { wideOnly?: boolean; numeric?: boolean };

export function Th({ wideOnly, numeric, className, ...rest }: CellProps & ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        CELL,
        "h-10 font-medium whitespace-nowrap compact:h-8",
        look({ wideOnly, numeric }),
        className,
      )}
    />
  );
}

export function Td({ wideOnly, numeric, className, ...rest }: CellProps & ComponentProps<"td">) {
  return (
    <td
      {...rest}
      className={clsx(
        CELL,
        "h-13 py-2 compact:h-9 compact:py-1",
        look({ wideOnly, numeric }),
        className,
      )}
    />
  );
}

/** A row that is a link as a whole: put `rowLinkClass` on the link in its first cell. */
export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={clsx("relative transition-colors hover:bg-hover", className)} />;
}

/** Stretches a link over its row; buttons in the row need `relative`. */
export const rowLinkClass =
  "font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent";

const CELL = "px-3 first:ps-5 last:pe-5 sm:first:ps-6 sm:last:pe-6";

function look({
  wideOnly,
  numeric,
}: {
  wideOnly?: boolean | undefined;
  numeric?: boolean | undefined;
}) {
  return clsx(wideOnly && "max-lg:hidden", numeric && "text-end tabular-nums");
}
