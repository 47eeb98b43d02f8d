// The colours of groups, as tokens of the style sheet.

/** The token of a group's colour; an unknown colour is grey. */
export function groupColour(colour: string | undefined) {
  return TOKENS[colour as keyof typeof TOKENS] ?? "ink-faint";
}

const TOKENS = {
  grey: "ink-faint",
  green: "good",
  blue: "busy",
  violet: "doubt",
  orange: "warn",
  red: "bad",
} as const;
