//! Lists a page at a time, by keyset: a page never shifts when rows are added.

use uuid::Uuid;

const LIMIT_MAX: u32 = 200;

/// Which page is wanted.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// The `next_cursor` of the page before; opaque. None: the first page.
    /// One that cannot be read counts as None.
    pub cursor: Option<String>,
    /// How many rows at most, 1 to 200; what lies outside is brought inside.
    pub limit: u32,
}

/// One page.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// Names the next page; None at the end.
    pub next_cursor: Option<String>,
}

/// How many rows a page has, and how many are fetched to see whether there is another page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit(u32);

impl Limit {
    pub(crate) fn fetched(self) -> u32 {
        self.0 + 1
    }
}

/// The last row of a page by what the list is sorted by. It names a place only: the
/// workspace is asked for anew with each page, so a made-up cursor opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) number: i64,
    pub(crate) text: String,
    pub(crate) id: Uuid,
}

impl Cursor {
    pub(crate) fn of_id(id: Uuid) -> Self {
        Self { number: 0, text: String::new(), id }
    }

    fn encode(&self) -> String {
        use std::fmt::Write as _;
        let bytes = self.number.to_be_bytes().into_iter().chain(*self.id.as_bytes()).chain(self.text.bytes());
        bytes.fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            write!(hex, "{byte:02x}").ok();
            hex
        })
    }

    fn decode(hex: &str) -> Option<Self> {
        let digits: Vec<u8> =
            hex.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect::<Option<_>>()?;
        let (pairs, []) = digits.as_chunks::<2>() else { return None };
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        let (number, rest) = bytes.split_first_chunk::<8>()?;
        let (id, text) = rest.split_first_chunk::<16>()?;
        let text = String::from_utf8(text.to_vec()).ok()?;
        Some(Self { number: i64::from_be_bytes(*number), text, id: Uuid::from_bytes(*id) })
    }
}

impl PageRequest {
    pub(crate) fn rows(&self) -> Limit {
        Limit(self.limit.clamp(1, LIMIT_MAX))
    }

    /// Where a list that falls goes on: before this. The first page: before everything.
    pub(crate) fn before(&self) -> Cursor {
        self.cursor().unwrap_or(Cursor { number: i64::MAX, text: String::new(), id: Uuid::max() })
    }

    /// Where a list that rises goes on: after this. The first page: after nothing.
    pub(crate) fn after(&self) -> Cursor {
        self.cursor().unwrap_or(Cursor { number: i64::MIN, text: String::new(), id: Uuid::nil() })
    }

    fn cursor(&self) -> Option<Cursor> {
        self.cursor.as_deref().and_then(Cursor::decode)
    }
}

/// Makes a page of the rows that were fetched.
pub(crate) fn cut<T>(mut rows: Vec<T>, limit: Limit, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
    let size = limit.0 as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    let next_cursor = rows.last().filter(|_| more).map(|row| cursor(row).encode());
    Page { items: rows, next_cursor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip() {
        let cursor = Cursor { number: -7, text: "büro".into(), id: Uuid::from_u128(9) };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
    }

    #[test]
    fn what_is_no_cursor_is_the_first_page() {
        let no_text = format!("{}ff", Cursor::of_id(Uuid::nil()).encode());
        for text in ["", "x", "abc", "zz", "é", &"a".repeat(47), &no_text] {
            assert_eq!(Cursor::decode(text), None, "{text}");
            let page = PageRequest { cursor: Some(text.into()), limit: 0 };
            assert_eq!(page.before().id, Uuid::max());
            assert_eq!(page.after().id, Uuid::nil());
        }
    }

    #[test]
    fn limits_are_brought_into_range() {
        let fetched = |limit| PageRequest { cursor: None, limit }.rows().fetched();
        assert_eq!([fetched(0), fetched(50), fetched(9999)], [2, 51, 201]);
    }

    #[test]
    fn only_a_full_page_with_more_behind_it_has_a_next_one() {
        let limit = PageRequest { cursor: None, limit: 2 }.rows();
        let page = |count: u128| cut((0..count).collect(), limit, |row| Cursor::of_id(Uuid::from_u128(*row)));
        assert_eq!(page(2).next_cursor, None);
        assert_eq!(page(3).next_cursor, Some(Cursor::of_id(Uuid::from_u128(1)).encode()));
        assert_eq!(page(3).items.len(), 2);
    }
}
