//! The order of texts as dictionaries have it: blanks and signs before digits before
//! letters, accents only where all else is the same, small letters before large ones.

use std::cmp::Ordering;

/// Signs in the order of the Unicode Common Locale Data Repository.
const SIGNS: &str = "_-–—,;:!?.…'‘’\"“”()[]{}@*/\\&#%`^+<=>|~$£€";
/// Letters by their accent, in the order of accents.
const ACCENTS: [&str; 9] = [
    "áéíóúýćńśźÁÉÍÓÚÝĆŃŚŹ",
    "àèìòùÀÈÌÒÙ",
    "ăğĂĞ",
    "âêîôûÂÊÎÔÛ",
    "čďěňřšťžČĎĚŇŘŠŤŽ",
    "åůÅŮ",
    "äëïöüÿÄËÏÖÜŸ",
    "ãñõÃÑÕ",
    "çşÇŞ",
];

/// Which of two texts comes first.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    let by =
        |level: fn(&Letter) -> u32| letters(left).map(|one| level(&one)).cmp(letters(right).map(|one| level(&one)));
    by(|letter| letter.base).then_with(|| by(|letter| letter.accent)).then_with(|| by(|letter| letter.case))
}

/// One letter by what is looked at first, second and third.
struct Letter {
    base: u32,
    accent: u32,
    case: u32,
}

fn letters(text: &str) -> impl Iterator<Item = Letter> + '_ {
    text.chars().flat_map(|letter| {
        let is_latin = letter.is_alphabetic() && matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        let plain = if is_latin { deunicode::deunicode_char(letter) } else { None };
        let accent = match (plain.is_some(), accent_of(letter)) {
            (true, None) => ACCENTS.len() as u32 + 1,
            (_, accent) => accent.unwrap_or(0),
        };
        let case = u32::from(letter.is_uppercase());
        let own = plain.is_none().then_some(letter);
        let bases = plain.unwrap_or_default().chars().chain(own);
        bases.map(move |base| Letter { base: weight(base), accent, case })
    })
}

fn accent_of(letter: char) -> Option<u32> {
    ACCENTS.iter().position(|letters| letters.contains(letter)).map(|place| place as u32 + 1)
}

/// Blanks, signs, digits, letters.
fn weight(letter: char) -> u32 {
    match (letter.is_whitespace(), SIGNS.chars().position(|sign| sign == letter)) {
        (true, _) => 1,
        (_, Some(place)) => 2 + place as u32,
        _ if letter.is_alphanumeric() => 0x1000 + u32::from(letter.to_lowercase().next().unwrap_or(letter)),
        _ => 0x100 + (u32::from(letter) & 0xeff),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn texts_stand_as_in_a_dictionary() {
        let wanted = "|10|1a|9|ä|a b|a_b|a-b|a.b|a1|a10|ab|aB|AB|co-op|CO-OP|coop|resume|Resume|résume|résumé|z|Z|日";
        let mut texts: Vec<&str> = wanted.split('|').collect();
        texts.reverse();
        texts.sort_by(|left, right| compare(left, right));
        assert_eq!(texts.join("|"), wanted);
    }
}
