// The colours of style sheet tokens as the browser resolves them in its theme, for
// what is drawn without a style sheet.

/** The colours of these tokens; of both themes only the current one is answered. */
export function resolveColours<Token extends string>(
  tokens: readonly Token[],
): Readonly<Record<Token, string>> {
  const probe = document.createElement("span");
  // With reduced motion every colour glides for a moment, and the old one would be read.
  probe.style.setProperty("transition", "none", "important");
  document.body.append(probe);
  const colours = tokens.map((token) => {
    probe.style.color = `var(--${token})`;
    return [token, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colours) as Record<Token, string>;
}
