//! How many segments a text takes as SMS. Pure.
//!
//! A text of letters GSM 03.38 knows takes 160 in one segment, 153 in each of
//! several (the rest is needed to join them). Any other letter makes it UCS-2:
//! 70 and 67 UTF-16 units. A letter of two units is never cut in two.

/// The alphabet a text is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// GSM 03.38, seven bits a letter.
    Gsm7,
    /// UCS-2, sixteen bits a unit.
    Ucs2,
}

impl Encoding {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// Units in a segment that stands alone.
    fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units in each of several segments.
    fn joined(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// What a text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// The alphabet it needs.
    pub encoding: Encoding,
    /// How many segments; 0 for no text.
    pub count: u32,
}

/// What a text takes.
pub fn count(text: &str) -> Segments {
    let units_of = |letter: char| gsm_units(letter);
    match text.chars().map(units_of).collect::<Option<Vec<usize>>>() {
        Some(units) => Segments { encoding: Encoding::Gsm7, count: pack(&units, Encoding::Gsm7) },
        None => {
            let units: Vec<usize> = text.chars().map(char::len_utf16).collect();
            Segments { encoding: Encoding::Ucs2, count: pack(&units, Encoding::Ucs2) }
        }
    }
}

/// The text with plain letters in place of typographic ones, if it takes fewer
/// segments then.
pub fn suggestion(text: &str) -> Option<String> {
    let straight = straighten(text);
    (count(&straight).count < count(text).count).then_some(straight)
}

/// Plain letters in place of typographic ones that word processors put in.
pub fn straighten(text: &str) -> String {
    let mut straight = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => straight.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => straight.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => straight.push('-'),
            '…' => straight.push_str("..."),
            '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\t' => straight.push(' '),
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' if !is_joiner(letter) => {}
            letter => straight.push(letter),
        }
    }
    straight
}

/// Joiners make one emoji of several and shape some scripts; without them the
/// text reads differently.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

fn pack(units: &[usize], encoding: Encoding) -> u32 {
    let total: usize = units.iter().sum();
    if total <= encoding.alone() {
        return u32::from(total > 0);
    }
    let (mut segments, mut used) = (1, 0);
    for unit in units {
        if used + unit > encoding.joined() {
            segments += 1;
            used = 0;
        }
        used += unit;
    }
    segments
}

/// What a letter takes in GSM 03.38; None if it is not in it.
fn gsm_units(letter: char) -> Option<usize> {
    const EXTENDED: &str = "\u{c}^{}\\[~]|€";
    const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
    // Of ASCII's printable letters only the backtick is in neither table.
    let is_plain = matches!(letter, ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z');
    if is_plain || BASIC.contains(letter) {
        return Some(1);
    }
    EXTENDED.contains(letter).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        text: String,
        encoding: String,
        segments: u32,
    }

    /// The vectors were counted by the provider's own calculator
    /// (npm `sms-segments-calculator`), not by this code.
    #[test]
    fn counts_like_the_provider() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("vectors/segments.json")).unwrap();
        assert!(vectors.len() > 30);
        for Vector { name, text, encoding, segments } in vectors {
            let got = count(&text);
            assert_eq!((got.encoding.name(), got.count), (encoding.as_str(), segments), "{name}");
        }
    }

    #[test]
    fn no_text_takes_none() {
        assert_eq!(count("").count, 0);
    }

    #[test]
    fn every_letter_takes_what_its_table_says() {
        for letter in "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà".chars() {
            assert_eq!(gsm_units(letter), Some(1), "{letter:?}");
        }
        for letter in "[]{}^~\\|€\u{c}".chars() {
            assert_eq!(gsm_units(letter), Some(2), "{letter:?}");
        }
        for letter in "`’“–…\tçêÀα🚀\u{a0}".chars() {
            assert_eq!(gsm_units(letter), None, "{letter:?}");
        }
    }

    #[test]
    fn suggests_plain_letters_only_where_they_save() {
        let long = format!("{}’", "a".repeat(100));
        assert_eq!(suggestion(&long), Some(format!("{}'", "a".repeat(100))));
        assert_eq!(suggestion("It’s"), None, "one segment either way");
        assert_eq!(suggestion(&format!("{long}🚀")), None, "the emoji needs UCS-2 anyway");
        assert_eq!(straighten("„a“ – ‘b’… c\u{a0}d\u{200b}"), "\"a\" - 'b'... c d");
        assert_eq!(straighten("👩\u{200d}💻"), "👩\u{200d}💻");
    }
}
