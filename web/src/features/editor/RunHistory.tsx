// The button that shows the last runs of the flow.
import { History } from "lucide-react";
import { lazy } from "react";
import { buttonClass } from "@/ui/classes";
import { LazyMenu } from "@/ui/lazy-menu";

const load = () => import("./RunHistoryPanel");
const RunHistoryPanel = lazy(load);

export function RunHistory() {
  return (
    <LazyMenu
      popup="dialog"
      load={load}
      menu={(props) => <RunHistoryPanel {...props} />}
      button={
        <button type="button" className={`${buttonClass("quiet", "small")} max-md:hidden`}>
          <History size={16} aria-hidden="true" />
          Runs
        </button>
      }
    />
  );
}
