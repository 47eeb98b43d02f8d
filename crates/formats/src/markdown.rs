//! Markdown as HTML and HTML as Markdown.

mod from_html;
mod heading;
mod links;
mod to_html;

pub use from_html::{FromHtml, Replace, from_html};
pub use to_html::{ToHtml, to_html};
