//! Refuses pages nested so deeply that reading them would take forever: for each
//! element the reader looks through all that are open.

use crate::FormatError;

/// As deep as browsers go.
const MOST: usize = 512;

/// Elements that have no end, or whose end is mostly left out and which do not nest.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Counts begins and ends as they stand in the text, without reading it as a page.
pub(super) fn check(html: &str) -> Result<(), FormatError> {
    let (mut depth, mut drawings, mut pages_inside) = (0_usize, 0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let length = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = &name[..length];
        // Only in drawings does a slash end an element.
        let is_drawn = drawings > 0 && pages_inside == 0;
        let is_closed = is_drawn && tag.split('>').next().is_some_and(|inside| inside.ends_with('/'));
        if name.is_empty() || is_closed || FLAT.iter().any(|flat| flat.eq_ignore_ascii_case(name)) {
            continue;
        }
        let counted = |count: usize| if is_end { count.saturating_sub(1) } else { count + 1 };
        depth = counted(depth);
        match name.to_ascii_lowercase().as_str() {
            "svg" | "math" => drawings = counted(drawings),
            "foreignobject" | "desc" | "title" if drawings > 0 => pages_inside = counted(pages_inside),
            _ => {}
        }
        if depth > MOST {
            return Err(FormatError::new(
                format!("The page is nested more than {MOST} elements deep."),
                "Use a page with elements that end where they should.",
            ));
        }
    }
    Ok(())
}
