//! Tables in texts with layout (RTF), read and written.

use super::{MOST_CELLS, Rows, typed};
use crate::FormatError;
use serde_json::Value;
use std::fmt::Write as _;

/// How deep groups may hang inside each other.
const MOST_GROUPS: usize = 100;

/// The table of a text; `plain` leaves texts as they are.
pub fn read(text: &str, plain: bool) -> Result<Rows, FormatError> {
    let mut reader = Reader { rest: text, rows: Rows::new(), row: Vec::new(), cell: String::new(), cells: 0 };
    reader.group(0)?;
    let rows = reader.rows;
    Ok(if plain { rows } else { rows.into_iter().map(|row| row.into_iter().map(typed).collect()).collect() })
}

/// Writes a table, without layout but for its cells.
pub fn write(rows: &Rows, shown: impl Fn(&Value) -> String) -> String {
    let mut text = String::from("{\\rtf1\\ansi");
    for row in rows {
        text += "\\trowd\\trautofit1";
        for column in 1..=row.len() {
            let _ = write!(text, "\\cellx{column}");
        }
        text += "\\pard\\intbl";
        for cell in row {
            let _ = write!(text, " {}\\cell", escaped(&shown(cell)));
        }
        text += "\\pard\\intbl\\row";
    }
    text + "}"
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut units = [0; 2];
    for letter in text.chars() {
        match letter {
            '\\' | '{' | '}' => escaped.extend(['\\', letter]),
            '\n' => escaped += "\\line ",
            ' '..='~' => escaped.push(letter),
            _ => letter.encode_utf16(&mut units).iter().for_each(|unit| {
                let _ = write!(escaped, "\\u{}?", *unit as i16);
            }),
        }
    }
    escaped
}

struct Reader<'t> {
    rest: &'t str,
    rows: Rows,
    row: Vec<Value>,
    cell: String,
    cells: usize,
}

impl Reader<'_> {
    /// What stands between two braces.
    fn group(&mut self, depth: usize) -> Result<(), FormatError> {
        if depth > MOST_GROUPS {
            return Err(FormatError::too_large("The text has too many groups", MOST_GROUPS, "inside each other"));
        }
        let mut is_hidden = false;
        while let Some(letter) = self.next() {
            match letter {
                '{' if is_hidden => self.skip_group(),
                '{' => self.group(depth + 1)?,
                '}' => return Ok(()),
                '\\' => is_hidden |= self.control()?,
                '\r' | '\n' => {}
                _ if is_hidden => {}
                letter => self.cell.push(letter),
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    fn skip_group(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some('{') => open += 1,
                Some('}') => open -= 1,
                Some('\\') => drop(self.next()),
                Some(_) => {}
                None => return,
            }
        }
    }

    /// A control word or sign; whether the rest of the group is not shown.
    fn control(&mut self) -> Result<bool, FormatError> {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if length == 0 {
            return Ok(self.sign());
        }
        let word = &self.rest[..length];
        let after = &self.rest[length..];
        let digits =
            after.bytes().enumerate().take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && *byte == b'-'));
        let digits = digits.count();
        let number: i32 = after[..digits].parse().unwrap_or(0);
        let after = &after[digits..];
        self.rest = after.strip_prefix(' ').unwrap_or(after);
        match word {
            "cell" => {
                self.cells += 1;
                if self.cells > MOST_CELLS {
                    return Err(FormatError::too_large("The table is too large", MOST_CELLS, "cells"));
                }
                let cell = std::mem::take(&mut self.cell);
                self.row.push(cell.trim().into());
            }
            "row" => self.rows.push(std::mem::take(&mut self.row)),
            "trowd" => self.cell.clear(),
            "par" | "line" => self.cell.push('\n'),
            "tab" => self.cell.push('\t'),
            "u" => self.unicode(number),
            "fonttbl" | "colortbl" | "stylesheet" | "info" | "pict" => return Ok(true),
            _ => {}
        }
        Ok(false)
    }

    /// `\'e4`, `\*`, `\{` and so on.
    fn sign(&mut self) -> bool {
        match self.next() {
            Some('*') => return true,
            Some('\'') => {
                let code = self.rest.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
                if let Some(code) = code {
                    self.rest = &self.rest[2..];
                    self.cell += &encoding_rs::WINDOWS_1252.decode(&[code]).0;
                }
            }
            Some('~') => self.cell.push('\u{a0}'),
            Some(letter @ ('\\' | '{' | '}')) => self.cell.push(letter),
            _ => {}
        }
        false
    }

    /// A letter by its number, and the sign for readers that do not know it. Letters beyond
    /// 16 bits come as two numbers.
    fn unicode(&mut self, number: i32) {
        let unit = number as u16;
        self.rest = self.rest.strip_prefix('?').unwrap_or(self.rest);
        let mut units = vec![unit];
        if (0xd800..0xdc00).contains(&unit)
            && let Some(low) = self.rest.strip_prefix("\\u")
        {
            let digits =
                low.bytes().enumerate().take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && *byte == b'-'));
            let digits = digits.count();
            units.push(low[..digits].parse::<i32>().unwrap_or(0) as u16);
            self.rest = low[digits..].strip_prefix('?').unwrap_or(&low[digits..]);
        }
        self.cell += &String::from_utf16_lossy(&units);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tables_of_other_programs_are_read() {
        let text = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}\pard intro\par
\trowd\cellx100\cellx200\pard\intbl name\cell size\cell\row
\trowd\cellx100\cellx200\intbl {\b M\'fcller \{1\}}\cell 12\cell\row}";
        let wanted = vec![vec![json!("name"), json!("size")], vec![json!("Müller {1}"), json!(12)]];
        assert_eq!(read(text, false).unwrap(), wanted);
        assert_eq!(read(r"{\rtf1 \trowd\u228?\u-10179?\u-8704?\cell\row", true).unwrap(), [[json!("ä😀")]]);
        assert!(read(&"{".repeat(200), true).is_err());
    }
}
