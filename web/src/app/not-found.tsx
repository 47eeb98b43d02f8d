// An address nothing is at.

import { Compass } from "lucide-react";
import { Link } from "@/router";
import { buttonClass } from "@/ui/classes";
import { EmptyState } from "@/ui/empty-state";
import { Card, Page } from "@/ui/page";

export function NotFound() {
  return (
    <Page title="Not found">
      <Card>
        <EmptyState
          icon={<Compass size={22} aria-hidden="true" />}
          title="Nothing is at this address"
          actions={
            <Link to="/" className={buttonClass("primary")}>
              Go to Home
            </Link>
          }
        >
          The link may be old, or what it led to was deleted.
        </EmptyState>
      </Card>
    </Page>
  );
}
