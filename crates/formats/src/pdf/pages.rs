//! Lays Markdown out on pages.

use super::letters::{Font, encoded};
use super::paper::Paper;
use super::write::Picture;
use crate::FormatError;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// More pages are not made.
const MOST_PAGES: usize = 2_000;
/// The distance of lines, by the size of letters.
const LEADING: f32 = 1.35;
/// What lists and quotes are moved to the right, in points.
const INDENT: f32 = 18.0;
/// The room around what stands in a cell of a table, in points.
const CELL: f32 = 4.0;

/// Where on a page may be written, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub page_height: f32,
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub bottom: f32,
}

/// A piece of text of one kind.
#[derive(Clone, Debug)]
struct Run {
    text: String,
    font: Font,
}

/// A word, or a part of one, with the space before it.
struct Word {
    letters: Vec<u8>,
    font: Font,
    space: f32,
    width: f32,
}

/// Pages as they fill.
pub(super) struct Pages<'a> {
    frame: Frame,
    size: f32,
    pictures: &'a [Picture],
    pub papers: Vec<Paper>,
    y: f32,
    // What the text that comes next looks like.
    font: Font,
    indent: f32,
    heading: Option<f32>,
    marker: Option<String>,
    lists: Vec<Option<u64>>,
    runs: Vec<Run>,
    code: Option<String>,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Run>>>,
    row: Vec<Vec<Run>>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(frame: Frame, size: f32, pictures: &'a [Picture]) -> Self {
        Self {
            frame,
            size,
            pictures,
            papers: vec![Paper::new(frame.page_height)],
            y: frame.top,
            font: Font::default(),
            indent: 0.0,
            heading: None,
            marker: None,
            lists: Vec::new(),
            runs: Vec::new(),
            code: None,
            table: None,
        }
    }

    /// Lays out a text.
    pub(super) fn lay_out(&mut self, markdown: &str) -> Result<(), FormatError> {
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(tag) => self.begin(tag)?,
                Event::End(tag) => self.end(tag)?,
                Event::Text(text) => match &mut self.code {
                    Some(code) => code.push_str(&text),
                    None => self.add(&text, self.font),
                },
                Event::Code(text) => self.add(&text, Font { mono: true, ..self.font }),
                Event::SoftBreak => self.add(" ", self.font),
                Event::HardBreak => self.add("\n", self.font),
                Event::Rule => self.rule()?,
                Event::Html(html) | Event::InlineHtml(html) if html.trim().to_ascii_lowercase().starts_with("<br") => {
                    self.add("\n", self.font);
                }
                Event::Html(html) if html.trim() == "<!-- page -->" => self.new_page()?,
                _ => {}
            }
        }
        self.flush()
    }

    fn begin(&mut self, tag: Tag<'_>) -> Result<(), FormatError> {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush()?;
                let factor = [2.0, 1.6, 1.3, 1.15, 1.0, 0.9][(level as usize).clamp(1, 6) - 1];
                self.heading = Some(self.size * factor);
                self.font.bold = true;
                self.y += self.size * if self.y > self.frame.top { 0.7 } else { 0.0 };
            }
            Tag::BlockQuote(_) => {
                self.flush()?;
                self.indent += INDENT;
                self.font.italic = true;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush()?;
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.flush()?;
                self.lists.push(first);
                self.indent += INDENT;
            }
            Tag::Item => {
                self.flush()?;
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                });
            }
            Tag::Table(_) => {
                self.flush()?;
                self.table = Some(Table::default());
            }
            Tag::TableHead => self.font.bold = true,
            Tag::Emphasis => self.font.italic = true,
            Tag::Strong => self.font.bold = true,
            Tag::Image { dest_url, .. } => {
                self.flush()?;
                self.picture(&dest_url)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), FormatError> {
        match tag {
            TagEnd::Paragraph => self.flush()?,
            TagEnd::Heading(_) => {
                self.flush()?;
                self.heading = None;
                self.font.bold = false;
            }
            TagEnd::BlockQuote(_) => {
                self.flush()?;
                self.indent -= INDENT;
                self.font.italic = false;
            }
            TagEnd::CodeBlock => self.code_block()?,
            TagEnd::List(_) => {
                self.flush()?;
                self.lists.pop();
                self.indent -= INDENT;
                self.y += if self.lists.is_empty() { self.size * 0.4 } else { 0.0 };
            }
            TagEnd::Item => self.flush()?,
            TagEnd::TableCell => {
                let runs = std::mem::take(&mut self.runs);
                if let Some(table) = &mut self.table {
                    table.row.push(runs);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.font.bold = false;
                if let Some(table) = &mut self.table {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
            }
            TagEnd::Table => self.table()?,
            TagEnd::Emphasis => self.font.italic = false,
            TagEnd::Strong => self.font.bold = self.heading.is_some(),
            // What would be said in place of the picture.
            TagEnd::Image => self.runs.clear(),
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, text: &str, font: Font) {
        self.runs.push(Run { text: text.to_owned(), font });
    }

    /// Writes the text that came so far as a paragraph.
    fn flush(&mut self) -> Result<(), FormatError> {
        let runs = std::mem::take(&mut self.runs);
        if self.table.is_some() || runs.iter().all(|run| run.text.trim().is_empty()) {
            return Ok(());
        }
        let size = self.heading.unwrap_or(self.size);
        let (left, width) = (self.frame.left + self.indent, self.frame.width - self.indent);
        let marker = self.marker.take();
        for (place, line) in lines(&runs, size, width).iter().enumerate() {
            self.room(size * LEADING)?;
            let baseline = self.y + size;
            if let (0, Some(marker)) = (place, &marker) {
                let letters = encoded(marker);
                let x = left - 5.0 - Font::default().width(&letters, size);
                self.paper().text(x, baseline, Font::default(), size, &letters);
            }
            self.put(line, left, baseline, size);
            self.y += size * LEADING;
        }
        let is_in_list = !self.lists.is_empty();
        self.y += size * if is_in_list { 0.15 } else { 0.5 };
        Ok(())
    }

    fn put(&mut self, line: &[Word], left: f32, baseline: f32, size: f32) {
        let mut x = left;
        for word in line {
            x += word.space;
            self.paper().text(x, baseline, word.font, size, &word.letters);
            x += word.width;
        }
    }

    fn code_block(&mut self) -> Result<(), FormatError> {
        let code = self.code.take().unwrap_or_default();
        let (font, size) = (Font { mono: true, ..Font::default() }, self.size * 0.9);
        let (left, width) = (self.frame.left + self.indent, self.frame.width - self.indent);
        let per_line = ((width - 2.0 * CELL) / font.width(b"0", size)).max(1.0) as usize;
        for line in code.trim_end().split('\n') {
            let letters = encoded(&line.replace('\t', "    "));
            let chunks = letters.chunks(per_line);
            for part in if letters.is_empty() { vec![&[][..]] } else { chunks.collect() } {
                self.room(size * LEADING)?;
                let (top, baseline) = (self.y, self.y + size);
                self.paper().shade(left, top, width, size * LEADING);
                self.paper().text(left + CELL, baseline, font, size, part);
                self.y += size * LEADING;
            }
        }
        self.y += self.size * 0.6;
        Ok(())
    }

    fn rule(&mut self) -> Result<(), FormatError> {
        self.flush()?;
        self.room(self.size * 1.5)?;
        let (y, left, right) = (self.y + self.size * 0.5, self.frame.left, self.frame.left + self.frame.width);
        self.paper().line((left, y), (right, y));
        self.y += self.size * 1.2;
        Ok(())
    }

    /// A table with columns as wide as what stands in them wants, shared out where there is too little room.
    fn table(&mut self) -> Result<(), FormatError> {
        let Some(Table { rows, .. }) = self.table.take() else { return Ok(()) };
        let (left, width, size) = (self.frame.left + self.indent, self.frame.width - self.indent, self.size * 0.95);
        let widths = column_widths(&rows, size, width);
        for row in &rows {
            let cells: Vec<Vec<Vec<Word>>> = row
                .iter()
                .zip(&widths)
                .map(|(runs, width)| lines(runs, size, (width - 2.0 * CELL).max(size)))
                .collect();
            let most_lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
            let line_height = size * LEADING;
            // A row higher than a page goes on on the next one, line by line.
            let mut drawn = 0;
            while drawn < most_lines {
                self.room(line_height + CELL)?;
                let fitting = ((self.frame.bottom - self.y - CELL) / line_height).max(1.0) as usize;
                let now = fitting.min(most_lines - drawn);
                let mut x = left;
                for (cell, width) in cells.iter().zip(&widths) {
                    for (place, line) in cell.iter().skip(drawn).take(now).enumerate() {
                        let baseline = self.y + CELL / 2.0 + size + place as f32 * line_height;
                        self.put(line, x + CELL, baseline, size);
                    }
                    x += width;
                }
                drawn += now;
                self.y += now as f32 * line_height + CELL;
                let y = self.y;
                self.paper().line((left, y), (left + widths.iter().sum::<f32>(), y));
            }
        }
        self.y += self.size * 0.8;
        Ok(())
    }

    fn picture(&mut self, name: &str) -> Result<(), FormatError> {
        let Some(number) = self.pictures.iter().position(|picture| picture.name == name) else {
            return Err(FormatError::new(
                format!("There is no picture `{name}`."),
                "Write the name the item has for the file, as in `![](data)`.",
            ));
        };
        let picture = &self.pictures[number];
        let room = (self.frame.width - self.indent, self.frame.bottom - self.frame.top);
        // 96 dots an inch, unless that is too large.
        let (width, height) = (picture.width_px as f32 * 0.75, picture.height_px as f32 * 0.75);
        let factor = (room.0 / width).min(room.1 / height).min(1.0);
        let (width, height) = (width * factor, height * factor);
        self.room(height)?;
        let (x, y) = (self.frame.left + self.indent, self.y);
        self.paper().picture(number, x, y, width, height);
        self.y += height + self.size * 0.6;
        Ok(())
    }

    /// Begins a new page if there is not so much room left.
    fn room(&mut self, height: f32) -> Result<(), FormatError> {
        if self.y + height > self.frame.bottom && self.y > self.frame.top { self.new_page() } else { Ok(()) }
    }

    fn new_page(&mut self) -> Result<(), FormatError> {
        self.flush_if_needed()?;
        if self.papers.len() >= MOST_PAGES {
            return Err(FormatError::too_large("The text is too long", MOST_PAGES, "pages"));
        }
        self.papers.push(Paper::new(self.frame.page_height));
        self.y = self.frame.top;
        Ok(())
    }

    /// A page break that was asked for comes behind what was written before it.
    fn flush_if_needed(&mut self) -> Result<(), FormatError> {
        if self.runs.is_empty() { Ok(()) } else { self.flush() }
    }

    fn paper(&mut self) -> &mut Paper {
        let last = self.papers.len() - 1;
        &mut self.papers[last]
    }
}

fn column_widths(rows: &[Vec<Vec<Run>>], size: f32, room: f32) -> Vec<f32> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut wanted = vec![size; count];
    for row in rows {
        for (width, runs) in wanted.iter_mut().zip(row) {
            let own: f32 = runs.iter().map(|run| run.font.width(&encoded(&run.text), size)).sum();
            *width = width.max(own + 2.0 * CELL + 1.0);
        }
    }
    let sum: f32 = wanted.iter().sum();
    if sum <= room {
        return wanted;
    }
    // Narrow columns keep what they want; the others share the rest by what they want.
    let share = room / count as f32;
    let (narrow, wide): (f32, f32) =
        wanted.iter().fold(
            (0.0, 0.0),
            |(narrow, wide), width| if *width <= share { (narrow + width, wide) } else { (narrow, wide + width) },
        );
    wanted.iter().map(|width| if *width <= share { *width } else { width / wide * (room - narrow) }).collect()
}

/// Breaks text into lines of this width.
fn lines(runs: &[Run], size: f32, width: f32) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = vec![Vec::new()];
    let mut used = 0.0;
    for run in runs {
        for (place, part) in run.text.split('\n').enumerate() {
            if place > 0 {
                lines.push(Vec::new());
                used = 0.0;
            }
            let mut has_space = part.starts_with(' ');
            for text in part.split(' ') {
                if text.is_empty() {
                    has_space = true;
                    continue;
                }
                for letters in pieces(&encoded(text), run.font, size, width) {
                    let own = run.font.width(&letters, size);
                    let space = if has_space && used > 0.0 { run.font.width(b" ", size) } else { 0.0 };
                    let breaks = used > 0.0 && used + space + own > width;
                    if breaks {
                        lines.push(Vec::new());
                        used = 0.0;
                    }
                    let space = if breaks { 0.0 } else { space };
                    used += space + own;
                    if let Some(line) = lines.last_mut() {
                        line.push(Word { letters, font: run.font, space, width: own });
                    }
                    has_space = false;
                }
                has_space = true;
            }
        }
    }
    lines
}

/// A word that is wider than a line in pieces that are not.
fn pieces(letters: &[u8], font: Font, size: f32, width: f32) -> Vec<Vec<u8>> {
    if font.width(letters, size) <= width {
        return vec![letters.to_vec()];
    }
    let mut pieces = vec![Vec::new()];
    let mut used = 0.0;
    for letter in letters {
        let own = font.width(&[*letter], size);
        if used > 0.0 && used + own > width {
            pieces.push(Vec::new());
            used = 0.0;
        }
        used += own;
        if let Some(piece) = pieces.last_mut() {
            piece.push(*letter);
        }
    }
    pieces
}
