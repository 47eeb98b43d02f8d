// What is said of workers and of how runs fare.
import type { Worker, Workers } from "@/api/workers";

/** What a process of this role does. */
export function roleWords(role: Worker["role"]): string {
  switch (role) {
    case "all":
      return "Does everything.";
    case "api":
      return "Serves people, programs and webhooks.";
    case "worker":
      return "Performs runs.";
    case "scheduler":
      return "Starts runs on time.";
  }
}

/** `3 (1.5 %)`; a dash while nothing has ended. */
export function failureShare({ runs, failed }: Workers["recent"]): string {
  if (runs === 0) return "–";
  const percent = (failed / runs) * 100;
  return `${failed} (${percent.toFixed(percent < 10 ? 1 : 0)} %)`;
}
