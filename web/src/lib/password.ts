// How hard a new password is to guess, in words. A hint for the person who
// chooses it; what is accepted is decided by the server.

export type Strength = { level: 0 | 1 | 2 | 3; text: string };

/** The shortest password the server takes. */
export const PASSWORD_MINIMUM = 10;
export const PASSWORD_HINT = `At least ${PASSWORD_MINIMUM} characters; a few words do well.`;

export function passwordStrength(password: string): Strength {
  if (password.length < PASSWORD_MINIMUM) {
    const missing = PASSWORD_MINIMUM - password.length;
    return { level: 0, text: `${missing} more ${missing === 1 ? "character" : "characters"}` };
  }
  const bits = variety(password) * password.length;
  if (isRepetitive(password) || bits < 48) return { level: 1, text: "Easy to guess" };
  if (bits < 100) return { level: 2, text: "Good; a few more words make it strong" };
  return { level: 3, text: "Strong" };
}

/** Roughly how many bits one more character of this kind is worth. */
function variety(password: string): number {
  const alphabets: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^a-zA-Z0-9]/, 33],
  ];
  const size = alphabets.reduce(
    (sum, [has, letters]) => sum + (has.test(password) ? letters : 0),
    0,
  );
  return Math.log2(Math.max(size, 2));
}

function isRepetitive(password: string): boolean {
  return new Set(password.toLowerCase()).size < password.length / 2.5;
}
