// Problems of a flow document, each named at its node with the mend.

export type Problem = {
  /** An error keeps the flow from being published; a warning does not. */
  readonly severity: "error" | "warning";
  /** A stable code, such as `parameter_missing`. */
  readonly code: string;
  /** What is wrong, as a sentence that names the thing. */
  readonly message: string;
  /** How to mend it, as a sentence. */
  readonly hint: string;
  readonly node?: string | null;
  readonly edge?: string | null;
  /** The parameter it is at, as a path with dots: `rules.0.value`. */
  readonly parameter?: string | null;
};
