//! Why an expression cannot be read or evaluated.

/// Why an expression cannot be read or evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What is wrong, as a sentence that names the part.
    pub message: String,
    /// How to mend it, as a sentence.
    pub hint: String,
    /// Start of the part at fault in the template, in bytes.
    pub start: usize,
    /// Its end.
    pub end: usize,
    /// Whose fault it is.
    pub fault: Fault,
}

/// Whose fault an error is; this decides what else is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// The text is no expression.
    Syntax,
    /// The native evaluator does not know this; a sandbox may.
    Unknown,
    /// JavaScript would throw here too, as when a field of undefined is read.
    /// In a lenient world such an expression gives nothing.
    #[default]
    Value,
    /// What is asked for is not there, such as the items of a node that has not run,
    /// or a helper cannot work on what it is given. No world overlooks this.
    Data,
    /// It takes too long or makes too much.
    Limit,
}

impl ExpressionError {
    /// An error at this part of the template, in bytes.
    pub fn new(message: impl Into<String>, hint: impl Into<String>, start: usize, end: usize) -> Self {
        Self { message: message.into(), hint: hint.into(), start, end, fault: Fault::Value }
    }

    /// The same with another fault.
    pub fn of(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    /// The part at fault in UTF-16 units, as editors count: start and end.
    pub fn units(&self, template: &str) -> (usize, usize) {
        let units = |bytes: usize| {
            let mut end = bytes.min(template.len());
            while !template.is_char_boundary(end) {
                end -= 1;
            }
            template[..end].encode_utf16().count()
        };
        (units(self.start), units(self.end))
    }
}
