//! Structured logs on standard error: for people or as JSON lines.

use crate::config::Logs;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging. Errors are sentences.
pub fn start(logs: &Logs) -> Result<(), String> {
    let filter = EnvFilter::try_new(&logs.log).map_err(|error| format!("`log` cannot be read: {error}"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match logs.log_format.as_str() {
        "pretty" => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
        "json" => builder.json().flatten_event(true).try_init(),
        other => return Err(format!("`log_format` is `{other}`; it can be `pretty` or `json`")),
    };
    started.map_err(|error| format!("logging cannot be started: {error}"))
}
