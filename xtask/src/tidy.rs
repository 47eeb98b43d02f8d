//! Checks what the compiler does not. Each check says what is wrong and how to mend it.

mod crates;
mod files;

use std::io;
use std::path::Path;

/// A finding: a sentence that names the place and the mend.
type Findings = Vec<String>;

/// Runs all checks; with `update`, golden files are rewritten instead of compared.
pub fn run(repository: &Path, update: bool) -> io::Result<()> {
    let metadata = crates::metadata(repository)?;
    let sources = files::tracked(repository)?;
    let findings: Findings = [
        crates::graph(repository, &metadata, update)?,
        crates::licences(&metadata),
        crates::banned(repository),
        files::headers(repository, &sources)?,
        files::lengths(repository, &sources)?,
        files::nodes_in_web(repository, &sources)?,
        files::architecture_paths(repository)?,
        files::dialects(repository),
        files::settings_deployed(repository, &sources)?,
    ]
    .concat();
    if findings.is_empty() {
        eprintln!("tidy: all is in order");
        return Ok(());
    }
    Err(io::Error::other(format!("{} untidy places:\n  {}", findings.len(), findings.join("\n  "))))
}
