// Who changed what, newest first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditQuery } from "@/api/audit";
import type { AuditEntry } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { MoreButton } from "@/ui/more-button";
import { Section } from "@/ui/section";
import { SkeletonRows } from "@/ui/skeleton";
import { RelativeTime } from "@/ui/time";

export function AuditSection() {
  const workspace = useWorkspace();
  const audit = useInfiniteQuery(auditQuery(workspace.id));
  return (
    <Section
      title="Audit log"
      description="Every change to this workspace. Entries cannot be edited or removed."
      flush
    >
      {audit.isPending && <SkeletonRows label="Loading the audit log" />}
      {audit.error && <ErrorState error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.data?.length === 0 && <EmptyState title="Nothing has been changed yet" />}
      <ul className="divide-y divide-line">
        {audit.data?.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ul>
      <MoreButton list={audit} />
    </Section>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  const hasDetail = Object.keys(entry.detail).length > 0;
  return (
    <li className="px-5 py-3 text-sm sm:px-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="min-w-0">
          <span className="font-medium">{actorName(entry)}</span>{" "}
          <span className="text-ink-soft">{actionWords(entry.action)}</span>
        </p>
        <RelativeTime at={entry.at} className="text-ink-soft" />
      </div>
      <p className="font-mono text-xs break-all text-ink-faint">{entry.subject}</p>
      {hasDetail && (
        <details className="mt-1">
          <summary className="min-h-6 text-ink-soft">Details</summary>
          <pre className="mt-1 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-xs">
            {JSON.stringify(entry.detail, null, 2)}
          </pre>
        </details>
      )}
    </li>
  );
}

function actorName({ actor }: AuditEntry): string {
  if (actor.kind === "token") return `Token ${actor.name}`;
  return actor.kind === "system" ? "Towpath" : actor.name;
}

/** `flow.draft_saved` as `flow: draft saved`. */
function actionWords(action: string): string {
  const [subject = "", verb = ""] = action.split(".");
  return `${subject}: ${verb}`.replaceAll("_", " ");
}
