// Which credentials a node asks for. Where a parameter chooses how to sign in, its
// choices are named like the slots, and only the chosen one is asked for.

import type { CredentialSlot, FlowNode, Json, Kind } from "@/graph";

type Property = { oneOf?: { const?: Json }[]; enum?: Json[]; default?: Json };

export function shownSlots(
  kind: Pick<Kind, "credentials" | "parameters">,
  node: Pick<FlowNode, "parameters" | "credentials">,
): CredentialSlot[] {
  const properties = (kind.parameters.properties ?? {}) as Record<string, Property>;
  return kind.credentials.filter(({ slot, required }) => {
    if (required || node.credentials?.[slot]) return true;
    const chooser = Object.entries(properties).find(([, property]) =>
      choicesOf(property).includes(slot),
    );
    if (!chooser) return true;
    const [name, property] = chooser;
    return (node.parameters[name] ?? property.default) === slot;
  });
}

function choicesOf({ oneOf = [], enum: values = [] }: Property): Json[] {
  return [
    ...values,
    ...oneOf.flatMap((choice) => (choice.const === undefined ? [] : [choice.const])),
  ];
}
