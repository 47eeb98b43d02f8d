// Runs with how they went, what started them, and how long they took.

import type { RunSummary } from "@/api/types";
import { plainMessage } from "@/lib/format";
import { Link } from "@/router";
import { RUN_MODE, RunBadge } from "@/ui/status";
import { rowLinkClass, Table, TableBody, TableHead, Td, Th, Tr } from "@/ui/table";
import { Duration, RelativeTime } from "@/ui/time";

export function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <Table label="Runs">
      <TableHead>
        <Th>Flow</Th>
        <Th>State</Th>
        <Th wideOnly>Started by</Th>
        <Th wideOnly>Started</Th>
        <Th wideOnly numeric>
          Took
        </Th>
      </TableHead>
      <TableBody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </TableBody>
    </Table>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  return (
    <Tr>
      <Td className="w-full max-w-0">
        <Link to="/runs/$run" params={{ run: run.id }} className={rowLinkClass}>
          <span className="block truncate">{run.flow.name}</span>
        </Link>
        {run.error && (
          <span className="block truncate text-bad">
            {run.error.node_name}: {plainMessage(run.error.message)}
          </span>
        )}
        <RelativeTime at={run.started_at} className="text-ink-soft lg:hidden" />
      </Td>
      <Td>
        <RunBadge status={run.status} />
        {run.waits_for && (
          <span className="mt-0.5 block text-xs text-ink-soft">
            Waits for its turn: {run.waits_for}
          </span>
        )}
        {run.status === "waiting" && run.wake_at !== null && (
          <span className="mt-0.5 block text-xs whitespace-nowrap text-ink-soft">
            goes on <RelativeTime at={run.wake_at} />
          </span>
        )}
      </Td>
      <Td wideOnly className="whitespace-nowrap text-ink-soft">
        {RUN_MODE[run.mode]}
      </Td>
      <Td wideOnly className="whitespace-nowrap text-ink-soft">
        <RelativeTime at={run.started_at} />
      </Td>
      <Td wideOnly numeric className="whitespace-nowrap text-ink-soft">
        {run.duration_ms === null ? (
          <Duration since={run.started_at} />
        ) : (
          <Duration ms={run.duration_ms} />
        )}
      </Td>
    </Tr>
  );
}
