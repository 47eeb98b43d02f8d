// Who else has changed the flow and not published it yet, asked for again while the page
// is looked at.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { draftsQuery } from "@/api/drafts";
import { flowKey } from "@/api/flows";
import { useMe } from "@/api/me";
import type { FlowDraft } from "@/api/types";
import type { PersonId } from "@/api/versions";
import { useBench } from "../bench";
import { useEditorState } from "../store";

const NONE: readonly FlowDraft[] = [];

/** The drafts of others, saved last first. Reads the flow again when somebody has published. */
export function useOtherDrafts(): readonly FlowDraft[] {
  const { workspace, flow } = useBench();
  const client = useQueryClient();
  const { user: me } = useMe();
  const version = useEditorState(({ facts }) => facts.version);
  const { data } = useQuery(draftsQuery(workspace, flow));
  const published = data?.version;
  useEffect(() => {
    // A version that was published here a moment ago may be newer than the answer.
    const isNewer = typeof published === "number" && published > (version ?? 0);
    if (isNewer) void client.invalidateQueries({ queryKey: flowKey(workspace, flow), exact: true });
  }, [client, workspace, flow, published, version]);
  return data?.items.filter(({ person }) => person.id !== me.id) ?? NONE;
}

/** The id of somebody as a side that can be looked at. */
export const sideOf = ({ person }: FlowDraft) => person.id as PersonId;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** `10:12`, and the day where it is not today. */
export function savedAt(at: number, now = Date.now()): string {
  const time = clock.format(at);
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? time : `${day.format(at)}, ${time}`;
}
