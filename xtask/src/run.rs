//! `cargo xtask run`: from a fresh clone to a running Towpath.

use crate::build;
use crate::command::command;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;

/// Builds what is missing and becomes `towpath serve`.
pub fn run(repository: &Path, arguments: &[String]) -> io::Result<()> {
    let towpath = build::debug(repository)?;
    let mut serve = command(repository, &towpath.to_string_lossy(), &["serve"]);
    serve.args(arguments);
    // Becoming it, rather than starting it, leaves signals and its exit status its own.
    Err(serve.exec())
}
