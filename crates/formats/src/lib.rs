//! Reads and writes the formats of others: HTML, XML, Markdown, spreadsheets,
//! archives, images, calendars, PDF text.
//!
//! Pure: bytes and texts in, JSON and bytes out. Nothing is fetched, no file is
//! opened, and what comes in may be hostile, so every reader has limits.

pub mod archive;
pub mod calendar;
pub mod encoding;
mod error;
pub mod feed;
pub mod html;
mod html_text;
pub mod mail;
pub mod markdown;
pub mod media;
pub mod pdf;
pub mod picture;
pub mod table;
pub mod xml;

pub use error::FormatError;
