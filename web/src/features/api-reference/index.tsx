// The API, as the server describes it: every resource, method, parameter and body,
// with a command to copy for each.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type OpenApi, openApiQuery } from "@/api/openapi";
import { bestMatches } from "@/lib/match";
import { CodeBlock } from "@/ui/code-block";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Card, Page } from "@/ui/page";
import { SearchField } from "@/ui/search-field";
import { Section } from "@/ui/section";
import { SkeletonRows } from "@/ui/skeleton";
import { endpointsOf, groupsOf } from "./endpoints";
import { OperationEntry } from "./operation";

export function ApiReferencePage() {
  const { data, error, refetch } = useQuery(openApiQuery);
  return (
    <Page title="API reference" description="Everything the app does, your programs can do too.">
      {error && (
        <Card>
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Card>
      )}
      {!data && !error && (
        <Card>
          <SkeletonRows label="Loading the API reference" />
        </Card>
      )}
      {data && <Reference document={data} />}
    </Page>
  );
}

function Reference({ document }: { document: OpenApi }) {
  const [search, setSearch] = useState("");
  const endpoints = useMemo(() => endpointsOf(document), [document]);
  const found = bestMatches(search, endpoints, ({ path, method, operation }) =>
    [method, path, operation.summary].join(" "),
  );
  const groups = groupsOf(search ? found : endpoints);
  return (
    <>
      <Start />
      <SearchField
        label="Search operations"
        value={search}
        onChange={setSearch}
        className="mb-6 max-w-md"
      />
      {groups.length === 0 && (
        <Card>
          <EmptyState title="No operation answers this search" />
        </Card>
      )}
      <div className="grid gap-8 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <nav aria-label="Resources" className="text-sm max-lg:hidden">
          <ul className="sticky top-6 flex flex-col gap-0.5">
            {groups.map(({ name }) => (
              <li key={name}>
                <a
                  href={`#${anchorOf(name)}`}
                  className="block rounded-control px-3 py-1.5 font-medium text-ink-soft hover:bg-hover hover:text-ink"
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0">
          {groups.map(({ name, endpoints }) => (
            <div key={name} id={anchorOf(name)} className="scroll-mt-6">
              <Section title={name} flush>
                <div className="divide-y divide-line">
                  {endpoints.map((endpoint) => (
                    <OperationEntry
                      key={`${endpoint.method} ${endpoint.path}`}
                      endpoint={endpoint}
                      document={document}
                    />
                  ))}
                </div>
              </Section>
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

function Start() {
  return (
    <Section
      title="Signing in"
      description="Make a token under Settings, API tokens, and send it with each request. Times are milliseconds since 1970; lists come in pages: send next_cursor back as cursor."
    >
      <CodeBlock
        label="First request"
        code={`curl -H "Authorization: Bearer $TOWPATH_TOKEN" ${location.origin}/api/v1/workspaces`}
      />
    </Section>
  );
}

const anchorOf = (name: string) => name.toLowerCase().replaceAll(/\W+/g, "-");
