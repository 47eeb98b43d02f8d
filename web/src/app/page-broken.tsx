// What stands in for a page that broke while it was loaded or drawn.
import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "@/ui/error-state";
import { Card, Page } from "@/ui/page";

export function PageBroken({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page is not working">
      <Card>
        <ErrorState error={error} onRetry={reset} />
      </Card>
    </Page>
  );
}
