// Finding by a few letters: `nf` finds "New flow", `run fail` finds "Failed runs".

/** How well a text answers a search; 0 is not at all. */
export function matchScore(search: string, text: string): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const scores = words.map((word) => wordScore(word, text.toLowerCase()));
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 1);
}

/** The entries that answer a search, best first, equal ones in their order. */
export function bestMatches<T>(search: string, entries: readonly T[], text: (entry: T) => string) {
  return entries
    .map((entry) => ({ entry, score: matchScore(search, text(entry)) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ entry }) => entry);
}

function wordScore(word: string, text: string): number {
  if (text.startsWith(word)) return 4;
  if (text.includes(` ${word}`)) return 3;
  if (text.includes(word)) return 2;
  return initials(text).startsWith(word) ? 2 : 0;
}

function initials(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join("");
}
