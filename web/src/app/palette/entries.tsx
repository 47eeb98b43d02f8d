// What the palette offers for a search: actions, then flows of that name.

import { useInfiniteQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { useDeferredValue } from "react";
import { flowsQuery } from "@/api/flows";
import { useWorkspace } from "@/api/workspace";
import { type Action, useAllActions } from "@/lib/actions";
import { groupBy } from "@/lib/group";
import { bestMatches } from "@/lib/match";
import { useNavigate } from "@/router";

const FLOWS_MAXIMUM = 8;
const OTHERS = "Actions";

export function usePaletteEntries(search: string): Action[] {
  const actions = useAllActions().filter(({ id }) => id !== "palette.open");
  const flows = useFlowEntries(search);
  const text = ({ label, keywords = "" }: Action) => `${label} ${keywords}`;
  const found = bestMatches(search, actions, text);
  return grouped([
    ...found.map((action) => ({ ...action, group: action.group ?? OTHERS })),
    ...flows,
  ]);
}

function useFlowEntries(search: string): Action[] {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const asked = useDeferredValue(search.trim());
  const { data = [] } = useInfiniteQuery({
    ...flowsQuery(workspace.id, { search: asked || undefined }),
    placeholderData: (previous) => previous,
  });
  return data.slice(0, FLOWS_MAXIMUM).map((flow) => ({
    id: `flow.${flow.id}`,
    label: flow.name,
    group: "Flows",
    icon: <Workflow size={16} />,
    perform: () => void navigate({ to: "/flows/$flow", params: { flow: flow.id } }),
  }));
}

/** Entries of one group side by side, groups in the order of their best entry. */
function grouped(entries: Action[]): Action[] {
  return [...groupBy(entries, ({ group }) => group).values()].flat();
}
