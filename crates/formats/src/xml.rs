//! XML as JSON and back, in the shape many tools of other languages use:
//! attributes beside elements, repeated elements as lists, text under a key.

mod build;
mod parse;

pub use build::{Build, to_xml};
pub use parse::{Parse, to_json};
