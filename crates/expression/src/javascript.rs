//! JavaScript beyond the native evaluator: what a sandbox does for expressions
//! and scripts.

use crate::{ExpressionError, Scope};
use serde_json::Value;

/// Runs JavaScript where it can reach nothing and be stopped at any instruction.
/// What a script sees comes from the scope, asked for by name when it is touched.
pub trait JavaScript: Send + Sync {
    /// Evaluates one expression; the names in scope are those the native evaluator knows.
    fn evaluate(&self, source: &str, scope: &Scope<'_>) -> Result<Value, ExpressionError>;

    /// Runs a script and gives what it returned and printed.
    fn run(&self, script: &Script<'_>) -> Result<ScriptResult, ScriptError>;
}

/// A script to run.
pub struct Script<'a> {
    /// The body of a function; it may `return` and `await`.
    pub source: &'a str,
    /// What it sees; the current item is the one of the scope.
    pub scope: Scope<'a>,
    /// Whether it is called once for each item, which then is the current one.
    /// Its value is the list of what the calls returned.
    pub is_per_item: bool,
    /// How long it may take, in milliseconds.
    pub timeout_ms: u64,
}

/// What a script gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptResult {
    /// What it returned, as JSON.
    pub value: Value,
    /// What it printed, a line each.
    pub console: Vec<String>,
}

/// Why a script gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ScriptError {
    /// Stable code, such as `script_timeout`.
    pub code: &'static str,
    /// What happened, as a sentence.
    pub message: String,
    /// The line of the script, from 1, where known.
    pub line: Option<u32>,
    /// The column, from 1, where known.
    pub column: Option<u32>,
    /// The index of the item it worked on, if it is called for each.
    pub item: Option<usize>,
    /// What it printed before, a line each.
    pub console: Vec<String>,
}
