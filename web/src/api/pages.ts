// Lists that come in pages: the same three lines for every list.

import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { Page } from "./types";

type Query = Record<string, string | number | boolean | undefined>;

/** Query options of a list that is read page by page with a cursor. */
export function pagesQuery<T>(queryKey: readonly unknown[], url: string, query: Query = {}) {
  return infiniteQueryOptions({
    queryKey: [...queryKey, query],
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(url, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: everyItem<T>,
  });
}

function everyItem<T>(data: InfiniteData<Page<T>>): T[] {
  return data.pages.flatMap((page) => page.items);
}
