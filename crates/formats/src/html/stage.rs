//! Selectors with parts CSS does not have, such as `tr:eq(2) td:contains("x")`.
//!
//! Such a selector is cut behind each of these parts; every piece is plain CSS,
//! looked for inside of what the piece before found.

use crate::FormatError;
use scraper::{ElementRef, Html, Selector};

/// Longer selectors are refused, in bytes.
const MOST_BYTES: usize = 10_000;

/// A piece of a selector and what it keeps of the elements found.
struct Stage<'s> {
    css: &'s str,
    keep: Option<Keep>,
}

enum Keep {
    Contains(String),
    At(i64),
    After(i64),
    Before(i64),
    Even,
    Odd,
}

/// The elements a selector stands for, in the order of the page.
pub(super) fn find<'a>(html: &'a Html, selector: &str) -> Result<Vec<ElementRef<'a>>, FormatError> {
    let selector = selector.trim();
    if selector.is_empty() {
        return Ok(Vec::new());
    }
    if selector.len() > MOST_BYTES {
        return Err(FormatError::too_large("The selector is too long", MOST_BYTES, "letters"));
    }
    if let Ok(plain) = Selector::parse(selector) {
        return Ok(html.select(&plain).collect());
    }
    let mut found: Vec<ElementRef<'a>> = Vec::new();
    for alternative in split(selector, ',') {
        for element in find_staged(html, selector, alternative)? {
            if !found.iter().any(|known| known.id() == element.id()) {
                found.push(element);
            }
        }
    }
    found.sort_by_key(|element| element.id());
    Ok(found)
}

fn find_staged<'a>(html: &'a Html, whole: &str, selector: &str) -> Result<Vec<ElementRef<'a>>, FormatError> {
    let mut found: Option<Vec<ElementRef<'a>>> = None;
    for stage in stages(selector.trim()) {
        let elements = match found {
            None => html.select(&parse(or_any(stage.css), whole)?).collect(),
            Some(inside) if stage.css.is_empty() => inside,
            Some(inside) => find_inside(&inside, stage.css, whole)?,
        };
        found = Some(match stage.keep {
            Some(keep) => kept(elements, &keep),
            None => elements,
        });
    }
    Ok(found.unwrap_or_default())
}

fn find_inside<'a>(inside: &[ElementRef<'a>], css: &str, whole: &str) -> Result<Vec<ElementRef<'a>>, FormatError> {
    // What follows without a space narrows the elements themselves.
    if !css.starts_with([' ', '\t', '\n', '>', '+', '~']) {
        let selector = parse(css, whole)?;
        return Ok(inside.iter().copied().filter(|element| selector.matches(element)).collect());
    }
    let selector = parse(&format!(":scope {}", or_any(css.trim())), whole)?;
    let mut found: Vec<ElementRef<'a>> = Vec::new();
    for element in inside.iter().flat_map(|element| element.select(&selector)) {
        if !found.iter().any(|known| known.id() == element.id()) {
            found.push(element);
        }
    }
    Ok(found)
}

fn parse(css: &str, whole: &str) -> Result<Selector, FormatError> {
    Selector::parse(css).map_err(|_| {
        let message = format!("`{whole}` is not a CSS selector.");
        FormatError::new(message, "Write it as in a style sheet, such as `.price`, `#main a` or `td:nth-child(2)`.")
    })
}

fn or_any(css: &str) -> &str {
    if css.is_empty() { "*" } else { css }
}

fn kept<'a>(elements: Vec<ElementRef<'a>>, keep: &Keep) -> Vec<ElementRef<'a>> {
    let count = i64::try_from(elements.len()).unwrap_or(i64::MAX);
    let from_start = |place: i64| if place < 0 { count + place } else { place };
    let is_kept = |(place, element): &(i64, ElementRef<'a>)| match keep {
        Keep::Contains(text) => element.text().collect::<String>().contains(text),
        Keep::At(wanted) => *place == from_start(*wanted),
        Keep::After(limit) => *place > from_start(*limit),
        Keep::Before(limit) => *place < from_start(*limit),
        Keep::Even => place % 2 == 0,
        Keep::Odd => place % 2 == 1,
    };
    (0..).zip(elements).filter(is_kept).map(|(_, element)| element).collect()
}

/// Cuts behind each part that CSS does not have.
fn stages(selector: &str) -> Vec<Stage<'_>> {
    let mut stages = Vec::new();
    let mut rest = selector;
    while let Some((place, length, keep)) = next_special(rest) {
        stages.push(Stage { css: &rest[..place], keep: Some(keep) });
        rest = &rest[place + length..];
    }
    if !rest.is_empty() {
        stages.push(Stage { css: rest, keep: None });
    }
    stages
}

/// The place and length of the first special part, outside of quotes.
fn next_special(selector: &str) -> Option<(usize, usize, Keep)> {
    let mut quote = None;
    for (place, letter) in selector.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, ':') => {
                if let Some((length, keep)) = special(&selector[place..]) {
                    return Some((place, length, keep));
                }
            }
            _ => {}
        }
    }
    None
}

fn special(text: &str) -> Option<(usize, Keep)> {
    let name_length = text[1..].find(|letter: char| !letter.is_ascii_alphabetic() && letter != '-');
    let end = name_length.map_or(text.len(), |length| length + 1);
    let argument = text[end..].strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    let number = |inside: Option<&str>| inside?.trim().parse::<i64>().ok();
    let length = end + argument.map_or(0, |inside| inside.len() + 2);
    Some(match &text[1..end] {
        "first" => (end, Keep::At(0)),
        "last" => (end, Keep::At(-1)),
        "even" => (end, Keep::Even),
        "odd" => (end, Keep::Odd),
        "eq" | "nth" => (length, Keep::At(number(argument)?)),
        "gt" => (length, Keep::After(number(argument)?)),
        "lt" => (length, Keep::Before(number(argument)?)),
        "contains" => (length, Keep::Contains(argument?.trim().trim_matches(['"', '\'']).to_owned())),
        _ => return None,
    })
}

/// Splits at a letter outside of brackets and quotes.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (place, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) if letter == at && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use crate::html::Page;

    const PAGE: &str = r#"<table><tr><td>a<td>b<tr><td>c<td class=x>d</table><ul><li>one<li>two, too<li>three</ul>"#;

    #[test]
    fn selectors() {
        for (selector, expected) in [
            ("td", "a|b|c|d"),
            ("tr:first td", "a|b"),
            ("tr:eq(1) > td", "c|d"),
            ("tr:eq(-1) td.x", "d"),
            ("li:contains('two, too')", "two, too"),
            ("li:contains(t):last", "three"),
            ("li:gt(0), td.x", "d|two, too|three"),
            ("li:lt(2):odd", "two, too"),
            ("td:even", "a|c"),
            ("tr:has(.x) td:nth-child(1)", "c"),
            ("ul li:not(:first-child)", "two, too|three"),
            ("td:first.x", ""),
            ("", ""),
            ("h1", ""),
        ] {
            let page = Page::read(PAGE).unwrap();
            let found = page.find(selector).unwrap();
            let texts: Vec<String> = found.each().map(|element| element.text()).collect();
            assert_eq!(texts.join("|"), expected, "{selector}");
        }
        let page = Page::read(PAGE).unwrap();
        for wrong in ["td[", "..x", "li:first:wrong(", ">"] {
            assert!(page.find(wrong).unwrap_err().message.contains("is not a CSS selector"), "{wrong}");
        }
    }
}
