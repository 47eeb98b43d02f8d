// Loads what is done with boxes, groups and wires when it is first used.
import { toast } from "@/ui/toast";

type Structure = typeof import("./structure");

/** Does something; what it answers is why it was not done, told under this title. */
export function withStructure(
  use: (structure: Structure) => unknown,
  refusalTitle = "That was not done",
): void {
  void import("./structure").then((structure) => {
    const refusal = use(structure);
    if (typeof refusal === "string") toast({ title: refusalTitle, detail: refusal });
  });
}
