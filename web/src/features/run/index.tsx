// Stands in until the page is here.
export type RunPageProps = { workspace: string; run: string };

export function RunPage(_: RunPageProps) {
  return null;
}
