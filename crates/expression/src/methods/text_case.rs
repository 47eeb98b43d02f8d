//! Changes the case of texts the way n8n does.

/// Words that stay small inside a title.
const SMALL_WORDS: &[&str] = &[
    "a", "an", "and", "as", "at", "because", "but", "by", "en", "for", "if", "in", "neither", "nor", "of", "on",
    "only", "or", "over", "per", "so", "some", "tha", "than", "that", "the", "to", "up", "upon", "v", "vs", "versus",
    "via", "when", "with", "without", "yet",
];

/// What ends a word of a title besides blanks.
const WORD_ENDS: [char; 4] = [':', '–', '—', '-'];

/// Each word with a capital; small words stay small, and what is written in its own
/// way (iPhone, n8n.io) stays as it is.
pub(super) fn title(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_end = |letter: char| letter.is_whitespace() || WORD_ENDS.contains(&letter);
        if is_end(first) {
            result.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        let at_edge = rest.len() == text.len() || after.is_empty();
        let mut next = after.chars();
        let is_address = next.next() == Some(':') && !next.next().is_none_or(char::is_whitespace);
        let stays = has_own_case(word) || (is_small(word) && !at_edge) || is_address;
        result.push_str(&if stays { word.to_owned() } else { with_capital(word) });
        rest = after;
    }
    result
}

/// A capital or a dot with more after it, past the first letter.
fn has_own_case(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let is_dot_inside = |place: usize| letters[place] == '.' && place + 1 < letters.len();
    (1..letters.len()).any(|place| letters[place].is_ascii_uppercase() || is_dot_inside(place))
}

/// Whether a small word is in it, between signs.
fn is_small(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .any(|part| SMALL_WORDS.contains(&part) && part != "tha")
}

/// The first letter or digit of Latin script as a capital.
fn with_capital(word: &str) -> String {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || ('\u{c0}'..='\u{ff}').contains(&letter);
    match word.find(is_letter) {
        Some(place) => {
            let (before, from) = word.split_at(place);
            before.to_owned() + &capitalised(from)
        }
        None => word.to_owned(),
    }
}

/// The first letter as a capital.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A capital at the start of each sentence, all else small.
pub(super) fn sentence(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at_start = true;
    for letter in text.chars() {
        if at_start && letter.is_alphabetic() {
            result.extend(letter.to_uppercase());
            at_start = false;
            continue;
        }
        at_start |= matches!(letter, '!' | '?' | '.');
        result.extend(letter.to_lowercase());
    }
    result
}

/// Blanks and dashes as `_`, other signs left out, all letters small.
pub(super) fn snake(text: &str) -> String {
    let is_sign = |letter: &char| {
        matches!(letter, '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}')
            || (letter.is_ascii_punctuation() && *letter != '_')
    };
    let joined = text.to_lowercase().replace([' ', '-'], "_");
    joined.chars().filter(|letter| !is_sign(letter)).collect()
}

/// The words of `some text`, `someText` or `some-text`, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for letter in text.chars() {
        let is_part = letter.is_alphanumeric();
        if !is_part || (after_lower && letter.is_uppercase()) {
            words.push(String::new());
        }
        after_lower = letter.is_lowercase() || letter.is_numeric();
        if is_part && let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
