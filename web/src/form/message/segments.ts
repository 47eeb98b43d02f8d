// How many parts a text message is sent in, as the networks count them: GSM 03.38 has
// 160 letters in one part and 153 in each of several; a single letter outside of its
// alphabet makes it UCS-2 with 70 and 67.

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** These take two places. */
const EXTENDED = "\f^{}\\[~]|€";

export interface Segments {
  alphabet: "GSM-7" | "UCS-2";
  /** Places taken: letters of the alphabet, or 16-bit units. */
  used: number;
  parts: number;
  /** Places left in the last part. */
  left: number;
  /** The first letter that made it UCS-2. */
  odd: string | undefined;
}

export function segmentsOf(text: string): Segments {
  const odd = [...text].find((letter) => !BASIC.includes(letter) && !EXTENDED.includes(letter));
  const isGsm = odd === undefined;
  const sizes = [...text].map((letter) => sizeOf(letter, isGsm));
  const used = sizes.reduce((sum, size) => sum + size, 0);
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  const alphabet = isGsm ? "GSM-7" : "UCS-2";
  if (used <= alone) return { alphabet, used, parts: used > 0 ? 1 : 0, left: alone - used, odd };
  const { parts, filled } = parted(sizes, each);
  return { alphabet, used, parts, left: each - filled, odd };
}

/** A letter of two places is not cut in the middle: it goes to the next part. */
function parted(sizes: readonly number[], each: number): { parts: number; filled: number } {
  let parts = 1;
  let filled = 0;
  for (const size of sizes) {
    if (filled + size > each) {
      parts += 1;
      filled = 0;
    }
    filled += size;
  }
  return { parts, filled };
}

function sizeOf(letter: string, isGsm: boolean): number {
  if (!isGsm) return letter.length;
  return EXTENDED.includes(letter) ? 2 : 1;
}
