// Keeps the lists on a page current: when runs begin or end, they are read again,
// at most once in a while however much happens.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { flowsKey } from "./flows";
import { useLive } from "./live";
import { runsKey } from "./runs";

const PAUSE_MS = 1_500;

export function useLiveRefresh(workspace: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const refresh = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: runsKey(workspace) });
      void client.invalidateQueries({ queryKey: flowsKey(workspace) });
    }, PAUSE_MS);
  };
  useLive(workspace, {}, { onRun: refresh, onLag: refresh });
}
