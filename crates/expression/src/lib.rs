//! Parses and evaluates `{{ … }}` over items: a native evaluator for the common
//! forms of the JavaScript people write in fields.
//!
//! A text is compiled once (`Template::parse`) and evaluated for each item
//! without being read again. Values of items are borrowed all the way through.
//! Nothing here reaches outside or waits; steps and memory are bounded, and no
//! text or item makes it panic.

mod ast;
mod collate;
mod convert;
mod date;
mod error;
mod eval;
mod functions;
pub mod javascript;
mod member;
mod methods;
mod parse;
pub mod query;
mod read;
mod reference;
mod regex;
mod scan;
mod scope;
mod segment;
mod suggest;
mod template;
mod token;
mod value;

pub use date::instant;
pub use error::{ExpressionError, Fault};
pub use javascript::JavaScript;
pub use reference::{Usable, usable};
pub use scope::{Scope, World};
pub use suggest::closest;
pub use template::{Part, Template, lint, references};
