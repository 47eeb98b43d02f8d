// What was chosen or pasted: a flow of ours, or something else for the server to read.
import { ApiProblem } from "@/api/problem";

/** The JSON in a text; what is none is refused in words. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem({
      status: 0,
      code: "file",
      title: "This is not a flow",
      detail: "It is not valid JSON.",
      hint: "Choose a file exported from Towpath or n8n, or paste its whole content.",
    });
  }
}

/** Whether it says that it is a flow file of Towpath. */
export function isTowpathFlow(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "format" in value &&
    value.format === "towpath.flow"
  );
}
