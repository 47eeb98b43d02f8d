//! PDF: text out of it, and pages made of Markdown.

mod letters;
mod pages;
mod paper;
mod read;
mod write;

pub use read::{Read, Text, read};
pub use write::{Margins, PageSize, Picture, Sheet, write};
