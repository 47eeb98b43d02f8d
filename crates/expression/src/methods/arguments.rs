//! The arguments of a call, read the way JavaScript does.

use crate::eval::{Eval, fault};
use crate::value::{Callable, Val};
use std::borrow::Cow;

/// The arguments of a call.
pub(crate) struct Arguments<'a>(pub(crate) Vec<Val<'a>>);

impl<'a> Arguments<'a> {
    /// An argument; undefined if it is not given.
    pub(crate) fn get(&self, place: usize) -> &Val<'a> {
        self.0.get(place).unwrap_or(&Val::Undefined)
    }

    /// Whether it is given and not undefined.
    pub(crate) fn has(&self, place: usize) -> bool {
        !matches!(self.get(place), Val::Undefined)
    }

    /// As a text.
    pub(crate) fn text(&self, place: usize) -> Cow<'a, str> {
        self.get(place).to_text()
    }

    /// As a text, or this one if it is not given.
    pub(crate) fn text_or(&self, place: usize, otherwise: &'static str) -> Cow<'a, str> {
        if self.has(place) { self.text(place) } else { Cow::Borrowed(otherwise) }
    }

    /// As a number, or this one if it is not given.
    pub(crate) fn number_or(&self, place: usize, otherwise: f64) -> f64 {
        if self.has(place) { self.get(place).to_number() } else { otherwise }
    }

    /// As a whole number, or this one if it is not given; NaN counts as 0.
    pub(crate) fn whole_or(&self, place: usize, otherwise: i64) -> i64 {
        if self.has(place) { self.get(place).to_number() as i64 } else { otherwise }
    }

    /// As a function.
    pub(crate) fn function(&self, method: &str) -> Eval<'a, Callable<'a>> {
        match self.get(0) {
            Val::Function(callable) => Ok(*callable),
            other => {
                let message = format!("`{method}` needs a function, but this is {}.", other.described());
                Err(fault(message, format!("Write for example `.{method}(entry => entry.name)`.")))
            }
        }
    }
}
