// Flows with their state, what they do just now, and how it went.

import type { FlowSummary } from "@/api/types";
import { useMay } from "@/api/workspace";
import { count } from "@/lib/format";
import { Link } from "@/router";
import { FlowBadge } from "@/ui/status";
import { rowLinkClass, Table, TableBody, TableHead, Td, Th, Tr } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { FlowMenu } from "./flow-menu";

export function FlowTable({ flows }: { flows: readonly FlowSummary[] }) {
  return (
    <Table label="Flows">
      <TableHead>
        <Th>Name</Th>
        <Th>State</Th>
        <Th wideOnly numeric>
          In progress
        </Th>
        <Th wideOnly numeric>
          Last 24 hours
        </Th>
        <Th wideOnly>Last edit</Th>
        <Th>
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {flows.map((flow) => (
          <FlowRow key={flow.id} flow={flow} />
        ))}
      </TableBody>
    </Table>
  );
}

function FlowRow({ flow }: { flow: FlowSummary }) {
  const mayBuild = useMay("editor");
  return (
    <Tr>
      <Td className="w-full max-w-0">
        <Link to="/flows/$flow" params={{ flow: flow.id }} className={rowLinkClass}>
          <span className="block truncate">{flow.name}</span>
        </Link>
        <span className="block truncate text-ink-soft">{aside(flow)}</span>
      </Td>
      <Td>
        <FlowBadge state={flow.state} />
      </Td>
      <Td wideOnly numeric>
        {flow.runs.in_progress > 0 ? count(flow.runs.in_progress) : <None />}
      </Td>
      <Td wideOnly numeric className="whitespace-nowrap">
        <Health {...flow.runs} />
      </Td>
      <Td wideOnly className="whitespace-nowrap text-ink-soft">
        <RelativeTime at={flow.updated_at} />
        {flow.updated_by && <span className="block truncate text-xs">{flow.updated_by.name}</span>}
      </Td>
      <Td className="text-end">{mayBuild && <FlowMenu flow={flow} />}</Td>
    </Tr>
  );
}

function aside(flow: FlowSummary): string {
  if (flow.description) return flow.description;
  if (flow.version === null) return "Not published yet";
  return flow.draft_changed ? "Has changes that are not published" : `Version ${flow.version}`;
}

function Health({ finished_24h, failed_24h }: FlowSummary["runs"]) {
  if (finished_24h === 0) return <None />;
  const good = finished_24h - failed_24h;
  const percent = Math.floor((good / finished_24h) * 100);
  return (
    <>
      <span className="font-medium">{percent} %</span>
      <span className="block text-xs text-ink-soft">
        {count(good)} of {count(finished_24h)} succeeded
      </span>
    </>
  );
}

function None() {
  return (
    <span className="text-ink-faint">
      <span aria-hidden="true">–</span>
      <span className="sr-only">none</span>
    </span>
  );
}
