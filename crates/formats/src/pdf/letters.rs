//! The letters of the fonts every PDF reader has: Helvetica and Courier, in the
//! encoding of Windows for Western Europe.

use encoding_rs::WINDOWS_1252;

/// A font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Font {
    pub bold: bool,
    pub italic: bool,
    pub mono: bool,
}

impl Font {
    /// All fonts.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let truths = || [false, true].into_iter();
        truths().flat_map(move |mono| {
            truths().flat_map(move |bold| truths().map(move |italic| Self { bold, italic, mono }))
        })
    }

    /// Its name on a page.
    pub(super) fn key(self) -> String {
        format!("F{}{}{}", u8::from(self.mono), u8::from(self.bold), u8::from(self.italic))
    }

    /// Its name as PDF readers know it.
    pub(super) fn name(self) -> String {
        let family = if self.mono { "Courier" } else { "Helvetica" };
        match (self.bold, self.italic) {
            (false, false) => family.to_owned(),
            (true, false) => format!("{family}-Bold"),
            (false, true) => format!("{family}-Oblique"),
            (true, true) => format!("{family}-BoldOblique"),
        }
    }

    /// How wide letters are in this size, in points.
    pub(super) fn width(self, letters: &[u8], size: f32) -> f32 {
        let sum: u32 = letters.iter().map(|letter| u32::from(self.letter_width(*letter))).sum();
        sum as f32 * size / 1_000.0
    }

    fn letter_width(self, letter: u8) -> u16 {
        if self.mono {
            return 600;
        }
        let widths = if self.bold { &BOLD } else { &REGULAR };
        widths.get(usize::from(letter.saturating_sub(32))).copied().unwrap_or(278)
    }
}

/// A text in the fonts' encoding. Letters they do not have are written in Latin ones.
pub(super) fn encoded(text: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        let (bytes, _, is_missing) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
        if !is_missing {
            letters.extend_from_slice(&bytes);
            continue;
        }
        let latin = deunicode::deunicode_char(letter).unwrap_or("?");
        letters.extend(latin.bytes().filter(|byte| (b' '..=b'~').contains(byte)));
    }
    letters
}

/// Widths from the space on, in thousandths of the size, as Adobe published them.
#[rustfmt::skip]
const REGULAR: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350,
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

#[rustfmt::skip]
const BOLD: [u16; 224] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 350,
    556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
    611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_a_width_and_an_encoding() {
        assert_eq!(encoded("Aé€"), [b'A', 0xe9, 0x80]);
        assert_eq!(encoded("Łódź\n"), b"L\xf3dz");
        let font = Font::default();
        assert_eq!(font.width(b"AV", 1_000.0), 1_334.0);
        assert_eq!(Font { mono: true, ..font }.width(b"AVi", 10.0), 18.0);
        assert_eq!(Font::all().count(), 8);
    }
}
