// The browsers one is signed in with, and the way to sign them out.
import { useQuery } from "@tanstack/react-query";
import { sessionsQuery, useRevokeSession } from "@/api/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/section";
import { SkeletonRows } from "@/ui/skeleton";
import { RelativeTime } from "@/ui/time";
import { toastProblem } from "@/ui/toast";
import { browserName } from "./browser-name";

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const { mutate } = useRevokeSession();
  return (
    <Section title="Signed in" description="Every browser that can act in your name." flush>
      {sessions.isPending && <SkeletonRows label="Loading sessions" />}
      {sessions.error && (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      <ul className="divide-y divide-line">
        {sessions.data?.items.map((session) => (
          <li key={session.id} className="flex items-center gap-4 px-5 py-3 sm:px-6">
            <div className="min-w-0 flex-1 text-sm">
              <p className="truncate font-medium">{browserName(session.user_agent)}</p>
              <p className="text-ink-soft">
                Signed in <RelativeTime at={session.created_at} />, last seen{" "}
                <RelativeTime at={session.last_seen_at} />
              </p>
            </div>
            {session.current ? (
              <Badge tone="accent">This one</Badge>
            ) : (
              <Button
                size="small"
                variant="quiet"
                onClick={() => mutate(session.id, { onError: toastProblem })}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
