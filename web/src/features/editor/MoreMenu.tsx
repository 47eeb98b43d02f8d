// The button for what is done with a flow less often.
import { MoreHorizontal } from "lucide-react";
import { lazy } from "react";
import { IconButton } from "@/ui/button";
import { LazyMenu } from "@/ui/lazy-menu";

const load = () => import("./MoreMenuList");
const MoreMenuList = lazy(load);

export function MoreMenu() {
  return (
    <LazyMenu
      load={load}
      menu={(props) => <MoreMenuList {...props} />}
      button={<IconButton label="More" icon={<MoreHorizontal size={18} aria-hidden="true" />} />}
    />
  );
}
