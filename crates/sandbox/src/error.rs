//! Puts into words why an expression or a script gave no value.

use crate::limits::Limits;
use crate::run::Failure;
use expression::javascript::ScriptError;
use expression::{ExpressionError, Fault};
use serde_json::Value;

/// JSON from the sandbox that cannot be read here, such as one nested too deep.
pub(crate) fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::Broken(format!("the result cannot be read: {error}"))
}

/// For an expression. The place is within its source.
pub(crate) fn of_expression(failure: Failure, source: &str) -> ExpressionError {
    let error = |message: &str, hint| ExpressionError::new(message, hint, 0, source.len());
    let limit = |message| error(message, "Work on fewer entries, or use a Code node.").of(Fault::Limit);
    match failure {
        Failure::Time => limit("The expression takes too long."),
        Failure::Memory => limit("The expression makes too much data."),
        Failure::Output => limit("The value of the expression is larger than 1 MiB."),
        Failure::Depth => limit("The expression calls itself too deeply."),
        Failure::Unsettled | Failure::Broken(_) => {
            error("The expression gives no value that can be read.", "Give texts, numbers, lists or objects.")
        }
        Failure::Thrown(json) => {
            let thrown = Thrown::read(&json);
            let start = thrown.place().and_then(|place| offset(source, place)).unwrap_or(0);
            ExpressionError::new(thrown.sentence(), thrown.hint(), start, source.len()).of(thrown.fault())
        }
    }
}

/// For a script.
pub(crate) fn of_script(failure: Failure, limits: Limits, console: Vec<String>) -> ScriptError {
    let error = |code, message: String| ScriptError {
        code,
        message,
        line: None,
        column: None,
        item: None,
        console: Vec::new(),
    };
    let error = match failure {
        Failure::Time => {
            let seconds = limits.wall_ms as f64 / 1000.0;
            error("script_timeout", format!("The script took longer than {seconds} seconds and was stopped."))
        }
        Failure::Memory => {
            let megabytes = limits.heap_bytes >> 20;
            error("script_memory", format!("The script needed more than {megabytes} MiB of memory and was stopped."))
        }
        Failure::Output => {
            let megabytes = limits.result_bytes >> 20;
            error("script_output", format!("What the script returned is larger than {megabytes} MiB."))
        }
        Failure::Depth => error("script_error", "RangeError: Maximum call stack size exceeded".into()),
        Failure::Unsettled => {
            error("script_error", "The script awaits a promise that nothing will ever settle.".into())
        }
        Failure::Broken(reason) => error("script_error", format!("The script ended unexpectedly: {reason}.")),
        Failure::Thrown(json) => {
            let thrown = Thrown::read(&json);
            let (line, column) = thrown.place().unzip();
            let item = thrown.0["item"].as_u64().and_then(|item| usize::try_from(item).ok());
            ScriptError { line, column, item, ..error("script_error", thrown.message()) }
        }
    };
    ScriptError { console, ..error }
}

/// An error as the prelude puts it.
struct Thrown(Value);

impl Thrown {
    fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    /// As JavaScript writes an error: its name, unless it is the plain one, and what it says.
    fn message(&self) -> String {
        let (name, message) = (self.text("name"), self.text("message"));
        match name {
            "" | "Error" | "DataError" => message.to_owned(),
            _ => format!("{name}: {message}"),
        }
    }

    /// The same as a sentence.
    fn sentence(&self) -> String {
        let message = self.message();
        if message.ends_with(['.', '!', '?']) { message } else { format!("{message}.") }
    }

    fn fault(&self) -> Fault {
        match self.text("name") {
            _ if self.text("message").starts_with("Maximum call stack size") => Fault::Limit,
            "SyntaxError" => Fault::Syntax,
            // What the prelude throws where the run has not got what is asked for.
            "DataError" => Fault::Data,
            _ => Fault::Value,
        }
    }

    fn hint(&self) -> &'static str {
        match self.fault() {
            Fault::Syntax => "Check brackets and quotes.",
            Fault::Data => "Ask with `$('Node').isExecuted` first, or place this node after that one.",
            _ => "Use `?.` where something may be missing, and `??` for a default.",
        }
    }

    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    /// Line and column, from 1.
    fn place(&self) -> Option<(u32, u32)> {
        let number =
            |name| self.0[name].as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
        Some((number("line")?, number("column")?))
    }
}

/// The byte of a source at a line and column. An expression is wrapped in a
/// bracket, which moves its first line by one.
fn offset(source: &str, (line, column): (u32, u32)) -> Option<usize> {
    let line_start = match line {
        1 => 0,
        line => source.match_indices('\n').nth(line as usize - 2)?.0 + 1,
    };
    let column = column as usize - usize::from(line == 1 && column > 1) - 1;
    let in_line = source[line_start..].char_indices().nth(column)?.0;
    Some(line_start + in_line)
}
