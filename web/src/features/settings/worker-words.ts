// What is said of workers and of how runs fare.
import type { Carrier, Worker, Workers } from "@/api/workers";

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

const CARRIERS: Record<string, string> = { postgres: "the database", redis: "Redis" };

/** How a process hears of others: by whom, or why it does not. */
export function carrierWords(carriers: Carrier[]): { text: string; degraded: boolean } | null {
  if (carriers.length === 0) return null;
  const name = (carrier: Carrier) => CARRIERS[carrier.name] ?? carrier.name;
  const away = carriers.filter((carrier) => carrier.problem !== null);
  const carrying = carriers.find((carrier) => carrier.problem === null);
  const by = carrying
    ? `Hears of others by ${name(carrying)}.`
    : "Hears of others only when it looks, every few seconds.";
  const reasons = away.map((carrier) => ` Not by ${name(carrier)}: ${carrier.problem}.`);
  return { text: by + reasons.join(""), degraded: away.length > 0 };
}
