// Conditions people ask for often, written with what every condition has: a value, an
// operator, and what it is compared with. Fields are named as in the samples; one
// changes them to one's own.

import type { JsonObject } from "../json";

export interface Template {
  title: string;
  /** The conditions that must all hold. */
  conditions: readonly JsonObject[];
}

const compare = (left: string, operator: string, right?: string): JsonObject =>
  right === undefined ? { left, operator } : { left, operator, right };

export const TEMPLATES: readonly Template[] = [
  {
    title: "Business hours (Monday to Friday, 9 to 17)",
    conditions: [
      compare("{{ $now.weekday }}", "less_or_equal", "5"),
      compare("{{ $now.hour }}", "greater_or_equal", "9"),
      compare("{{ $now.hour }}", "less", "17"),
    ],
  },
  {
    title: "VIP customer",
    conditions: [compare("{{ $json.tags }}", "contains", "vip")],
  },
  {
    title: "SLA breached (open for more than 4 hours)",
    conditions: [
      compare("{{ $json.status }}", "not_equals", "closed"),
      compare("{{ $now.diff($json.created_at, 'hours').hours }}", "greater", "4"),
    ],
  },
];

/** Those this server can evaluate: all their operators are among the ones it knows. */
export function templatesFor(operators: readonly unknown[]): readonly Template[] {
  return TEMPLATES.filter(({ conditions }) =>
    conditions.every(({ operator }) => operators.includes(operator)),
  );
}
