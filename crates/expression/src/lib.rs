//! Parses and evaluates `{{ … }}` over items: a native evaluator for the common
//! forms of the JavaScript people write in fields.

mod error;
mod scope;
mod suggest;
mod template;

pub use error::ExpressionError;
pub use scope::{Scope, World};
pub use suggest::closest;
pub use template::Template;
