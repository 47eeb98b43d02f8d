// What stands in for a page that broke while it was loaded or drawn.
import { ErrorState } from "@/ui/error-state";
import { Card, Page } from "@/ui/page";

type Props = { error: unknown; reset(): void };

export function PageBroken({ error, reset }: Props) {
  // Code that cannot be fetched stays away: the server may have a newer app meanwhile.
  const retry = error instanceof TypeError ? () => location.reload() : reset;
  return (
    <Page title="This page is not working">
      <Card>
        <ErrorState error={error} onRetry={retry} />
      </Card>
    </Page>
  );
}
