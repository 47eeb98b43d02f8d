//! What files must look like.

use super::Findings;
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// Nobody likes to read more than this at once.
const LINES_MAXIMUM: usize = 600;
/// Files that are made by programs.
const GENERATED: [&str; 2] = ["nodes/catalog.rs", "web/src/api/schema.ts"];

/// The source files git knows or would add.
pub fn tracked(repository: &Path) -> io::Result<Vec<String>> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").current_dir(repository).args(arguments).output()?;
    let listed = String::from_utf8_lossy(&output.stdout);
    Ok(listed.lines().filter(|path| repository.join(path).is_file()).map(str::to_owned).collect())
}

/// Every Rust file says at its top what it is for.
pub fn headers(repository: &Path, sources: &[String]) -> io::Result<Findings> {
    let mut findings = Findings::new();
    for path in sources.iter().filter(|path| path.ends_with(".rs")) {
        if !fs::read_to_string(repository.join(path))?.starts_with("//!") {
            findings.push(format!("{path}: begins without a `//!` line that says what the file is for"));
        }
    }
    Ok(findings)
}

/// No source file is too long to be read.
pub fn lengths(repository: &Path, sources: &[String]) -> io::Result<Findings> {
    let mut findings = Findings::new();
    let is_source = |path: &&String| [".rs", ".ts", ".tsx"].iter().any(|ending| path.ends_with(ending));
    for path in sources.iter().filter(is_source).filter(|path| !GENERATED.contains(&path.as_str())) {
        let lines = fs::read_to_string(repository.join(path))?.lines().count();
        if lines > LINES_MAXIMUM {
            findings
                .push(format!("{path}: has {lines} lines; split it by what its parts do (at most {LINES_MAXIMUM})"));
        }
    }
    Ok(findings)
}

/// What is deployed sets only settings there are.
pub fn settings_deployed(repository: &Path, sources: &[String]) -> io::Result<Findings> {
    let known = fs::read_to_string(repository.join("docs/configuration.md"))?;
    let known: HashSet<&str> = settings_in(&known).collect();
    let mut findings = Findings::new();
    for path in sources.iter().filter(|path| path.starts_with("deploy/")) {
        let content = fs::read_to_string(repository.join(path))?;
        for name in settings_in(&content).filter(|name| !known.contains(name)) {
            findings.push(format!("{path}: sets `{name}`, but docs/configuration.md knows no such setting"));
        }
    }
    Ok(findings)
}

/// The variables of settings in a text.
fn settings_in(text: &str) -> impl Iterator<Item = &str> {
    const PREFIX: &str = "TOWPATH_";
    text.match_indices(PREFIX).map(|(start, _)| {
        let is_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
        let rest = &text[start..];
        &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())]
    })
}

/// Kinds named like what the catalog says of boxes (`container: for_each`), which the
/// web app does know: it draws them.
const BOXES: [&str; 2] = ["for_each", "sub_flow"];

/// The web app knows no node kind by name. Kinds whose name is an everyday word
/// (`wait`, `if`) cannot be told from other texts and are left to the reader.
pub fn nodes_in_web(repository: &Path, sources: &[String]) -> io::Result<Findings> {
    let kinds: Vec<_> = sources
        .iter()
        .filter_map(|path| path.strip_prefix("nodes/")?.strip_suffix("/mod.rs"))
        .filter(|name| name.contains('_') && !BOXES.contains(name))
        .collect();
    let mut findings = Findings::new();
    let is_app =
        |path: &&String| path.starts_with("web/src/") && !path.contains(".test.") && !path.ends_with("/schema.ts");
    for path in sources.iter().filter(is_app) {
        let Ok(text) = fs::read_to_string(repository.join(path)) else { continue };
        for kind in kinds.iter().filter(|kind| text.contains(*kind)) {
            findings.push(format!("{path}: names the node kind `{kind}`; the web app takes kinds from the server"));
        }
    }
    Ok(findings)
}

/// Every path that ARCHITECTURE.md names is there.
pub fn architecture_paths(repository: &Path) -> io::Result<Findings> {
    let text = fs::read_to_string(repository.join("ARCHITECTURE.md"))?;
    let quoted = text.split('`').skip(1).step_by(2);
    let is_path =
        |word: &&str| word.contains('/') && !word.starts_with('/') && !word.contains([' ', '{', '<', '*', ':']);
    let missing = quoted.filter(is_path).filter(|path| !repository.join(path).exists());
    Ok(missing.map(|path| format!("ARCHITECTURE.md: names `{path}`, which is not there")).collect())
}

/// Both SQL dialects have the same migrations; statements are one text for both.
pub fn dialects(repository: &Path) -> Findings {
    let folder = |dialect: &str| repository.join("crates/store/sql").join(dialect).join("migrations");
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|dialect| names(&folder(dialect), ""));
    let lone = sqlite
        .iter()
        .filter(|name| !postgres.contains(name))
        .chain(postgres.iter().filter(|name| !sqlite.contains(name)));
    lone.map(|name| format!("crates/store/sql: the migration `{name}` is there for one dialect only")).collect()
}

fn names(folder: &Path, prefix: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let nested = entries.flat_map(|entry| {
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() { names(&entry.path(), &name) } else { vec![name] }
    });
    nested.collect()
}
