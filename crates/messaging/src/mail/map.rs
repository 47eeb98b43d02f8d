//! The same mail with other texts: how expressions become what is sent.

use super::{Block, Column, Line, Mail, Span};

/// Gives a text another form, knowing the path it stands at.
pub trait Change<T, U, E>: FnMut(&T, &str) -> Result<U, E> {}
impl<T, U, E, F: FnMut(&T, &str) -> Result<U, E>> Change<T, U, E> for F {}

impl<T> Mail<T> {
    /// The mail with other texts. `change` is told where each stands, such as `blocks.2.label`.
    pub fn try_map<U, E>(&self, mut change: impl Change<T, U, E>) -> Result<Mail<U>, E> {
        Ok(Mail {
            preheader: change(&self.preheader, "preheader")?,
            style: self.style.clone(),
            blocks: blocks(&self.blocks, "blocks", &mut change)?,
        })
    }
}

fn blocks<T, U, E>(list: &[Block<T>], path: &str, change: &mut impl Change<T, U, E>) -> Result<Vec<Block<U>>, E> {
    list.iter().enumerate().map(|(index, one)| block(one, &format!("{path}.{index}"), change)).collect()
}

fn block<T, U, E>(given: &Block<T>, path: &str, change: &mut impl Change<T, U, E>) -> Result<Block<U>, E> {
    let mut at = |text: &T, name: &str| change(text, &format!("{path}.{name}"));
    Ok(match given {
        Block::Heading { text, size, align } => Block::Heading { text: at(text, "text")?, size: *size, align: *align },
        Block::Button { label, url, align } => {
            Block::Button { label: at(label, "label")?, url: at(url, "url")?, align: *align }
        }
        Block::Image { url, alt, link, width_percent, align } => Block::Image {
            url: at(url, "url")?,
            alt: at(alt, "alt")?,
            link: at(link, "link")?,
            width_percent: *width_percent,
            align: *align,
        },
        Block::Divider {} => Block::Divider {},
        Block::Spacer { height_px } => Block::Spacer { height_px: *height_px },
        Block::Text { lines: given, align } => Block::Text { lines: lines(given, path, change)?, align: *align },
        Block::Footer { lines: given, unsubscribe_label, unsubscribe_url } => Block::Footer {
            unsubscribe_label: at(unsubscribe_label, "unsubscribe_label")?,
            unsubscribe_url: at(unsubscribe_url, "unsubscribe_url")?,
            lines: lines(given, path, change)?,
        },
        Block::Columns { columns } => {
            let columns = columns.iter().enumerate().map(|(index, column)| {
                Ok(Column { blocks: blocks(&column.blocks, &format!("{path}.columns.{index}.blocks"), change)? })
            });
            Block::Columns { columns: columns.collect::<Result<_, E>>()? }
        }
    })
}

fn lines<T, U, E>(given: &[Line<T>], path: &str, change: &mut impl Change<T, U, E>) -> Result<Vec<Line<U>>, E> {
    let mut list = Vec::with_capacity(given.len());
    for (number, line) in given.iter().enumerate() {
        let mut spans = Vec::with_capacity(line.spans.len());
        for (index, span) in line.spans.iter().enumerate() {
            let path = format!("{path}.lines.{number}.spans.{index}");
            spans.push(Span {
                text: change(&span.text, &format!("{path}.text"))?,
                bold: span.bold,
                italic: span.italic,
                link: change(&span.link, &format!("{path}.link"))?,
            });
        }
        list.push(Line { list: line.list, spans });
    }
    Ok(list)
}
