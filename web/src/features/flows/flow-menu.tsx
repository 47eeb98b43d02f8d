// The button at the end of a flow's row.
import { Ellipsis } from "lucide-react";
import { lazy } from "react";
import type { FlowSummary } from "@/api/types";
import { IconButton } from "@/ui/button";
import { LazyMenu } from "@/ui/lazy-menu";

const load = () => import("./flow-menu-list");
const FlowMenuList = lazy(load);

export function FlowMenu({ flow }: { flow: FlowSummary }) {
  return (
    <LazyMenu
      load={load}
      menu={(props) => <FlowMenuList {...props} flow={flow} />}
      button={
        <IconButton
          label={`Actions for ${flow.name}`}
          icon={<Ellipsis size={18} aria-hidden="true" />}
          className="relative"
        />
      }
    />
  );
}
