//! Addresses in a mail: only those that open a page, a mail or a call.

use super::{Block, Flaw, Line, Mail, flaw};
use std::convert::Infallible;

const LEADS_TO: &[&str] = &["https://", "http://", "mailto:", "tel:"];
const SHOWS: &[&str] = &["https://", "http://"];

/// The mail with its addresses as they are sent: a value with a space in it is part of an
/// address like any other.
pub(super) fn tidied(mail: &Mail) -> Mail {
    let tidy = |text: &String, path: &str| {
        let is_address = ["url", "link", "unsubscribe_url"].iter().any(|name| path.rsplit('.').next() == Some(name));
        Ok::<_, Infallible>(if is_address { text.trim().replace(' ', "%20") } else { text.clone() })
    };
    match mail.try_map(tidy) {
        Ok(mail) => mail,
        Err(never) => match never {},
    }
}

/// Refuses addresses that lead nowhere or that a mailbox would not open.
pub(super) fn check(mail: &Mail) -> Result<(), Flaw> {
    blocks(&mail.blocks, "blocks")
}

fn blocks(list: &[Block], path: &str) -> Result<(), Flaw> {
    list.iter().enumerate().try_for_each(|(index, one)| block(one, &format!("{path}.{index}")))
}

fn block(block: &Block, path: &str) -> Result<(), Flaw> {
    match block {
        Block::Text { lines: given, .. } => lines(given, path),
        Block::Button { url, .. } => {
            let path = format!("{path}.url");
            needed(url, &path, "A button of the mail has no address.")?;
            allowed(url, path, LEADS_TO)
        }
        Block::Image { url, link, .. } => {
            let address = format!("{path}.url");
            needed(url, &address, "An image of the mail has no address.")?;
            allowed(url, address, SHOWS)?;
            allowed(link, format!("{path}.link"), LEADS_TO)
        }
        Block::Footer { lines: given, unsubscribe_url, .. } => {
            lines(given, path)?;
            allowed(unsubscribe_url, format!("{path}.unsubscribe_url"), LEADS_TO)
        }
        Block::Columns { columns } => columns
            .iter()
            .enumerate()
            .try_for_each(|(index, column)| blocks(&column.blocks, &format!("{path}.columns.{index}.blocks"))),
        Block::Heading { .. } | Block::Divider {} | Block::Spacer { .. } => Ok(()),
    }
}

fn lines(lines: &[Line], path: &str) -> Result<(), Flaw> {
    for (number, line) in lines.iter().enumerate() {
        for (index, span) in line.spans.iter().enumerate() {
            allowed(&span.link, format!("{path}.lines.{number}.spans.{index}.link"), LEADS_TO)?;
        }
    }
    Ok(())
}

fn needed(address: &str, path: &str, message: &str) -> Result<(), Flaw> {
    if address.trim().is_empty() {
        return Err(flaw(path.into(), message, "Fill it in, or take the block away."));
    }
    Ok(())
}

/// An empty address leads nowhere, which is allowed.
fn allowed(address: &str, path: String, schemes: &[&str]) -> Result<(), Flaw> {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    let has_scheme = schemes.iter().any(|scheme| lower.len() > scheme.len() && lower.starts_with(scheme));
    let is_whole = has_scheme && !address.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    if address.is_empty() || is_whole {
        return Ok(());
    }
    let named: Vec<String> = schemes.iter().map(|scheme| format!("`{scheme}`")).collect();
    let hint = format!("Write the whole address; it begins with {}.", named.join(", "));
    Err(flaw(path, format!("`{}` is no address that a mail can hold.", shortened(address)), &hint))
}

fn shortened(text: &str) -> String {
    let start: String = text.chars().take(60).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}
