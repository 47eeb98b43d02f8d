// Items as a table: one row an item, one column a field.
import { useRef } from "react";
import type { Json } from "../json";
import { cellText, tableOf } from "./table";
import { useRowWindow } from "./virtual-rows";

const ROW_PX = 34;
const CELL = "max-w-72 truncate border-e border-b border-line px-2.5 text-start last:border-e-0";

export function TableView({ values, label }: { values: readonly Json[]; label: string }) {
  const scroller = useRef<HTMLElement>(null);
  const { first, end } = useRowWindow(scroller, values.length, ROW_PX);
  const { columns, left_out } = tableOf(values);
  return (
    <section
      ref={scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="max-h-full overflow-auto rounded-control border border-line text-sm"
    >
      <table aria-rowcount={values.length + 1} className="w-full border-separate border-spacing-0">
        <thead>
          <tr style={{ height: ROW_PX }}>
            {["#", ...columns].map((column) => (
              <th
                key={column}
                scope="col"
                className={`${CELL} sticky top-0 bg-sunken font-medium text-ink-soft`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={first} />
          {values.slice(first, end).map((value, offset) => (
            <tr
              // biome-ignore lint/suspicious/noArrayIndexKey: items have no name but their place
              key={first + offset}
              className="hover:bg-hover"
              style={{ height: ROW_PX }}
            >
              <th scope="row" className={`${CELL} font-normal text-ink-faint tabular-nums`}>
                {first + offset + 1}
              </th>
              {columns.map((column) => (
                <Cell key={column} text={cellText(value, column)} />
              ))}
            </tr>
          ))}
          <Spacer rows={values.length - end} />
        </tbody>
      </table>
      {left_out > 0 && (
        <p className="px-2.5 py-2 text-ink-soft">{left_out} more fields are in the JSON view.</p>
      )}
    </section>
  );
}

function Cell({ text }: { text: string | undefined }) {
  return (
    <td className={CELL} title={text}>
      {text ?? <span className="text-ink-faint">–</span>}
    </td>
  );
}

/** Holds the place of rows that are out of view. */
function Spacer({ rows }: { rows: number }) {
  return rows > 0 ? <tr aria-hidden style={{ height: rows * ROW_PX }} /> : null;
}
