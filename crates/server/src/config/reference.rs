//! The reference of all settings, Markdown.

use crate::config::concerns;
use std::fmt::Write as _;

const HEAD: &str = "# Settings\n\n\
    Written by `towpath config --reference`.\n\n\
    A setting is read from `towpath.toml` (in the working folder, or the file named by `--config`), then from the\n\
    environment, then from flags (`--set name=value`); later ones win.\n";

/// The reference as Markdown.
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    for (about, entries) in concerns() {
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "\n## {}\n\n| Setting | Variable | Default | What it is |\n|---|---|---|---|\n",
            about.trim_end_matches('.')
        );
        for entry in entries {
            let variable = format!("TOWPATH_{}", entry.name.to_uppercase());
            let default = if entry.default.is_empty() { "–".into() } else { format!("`{}`", entry.default) };
            let _ = writeln!(text, "| `{}` | `{variable}` | {default} | {} |", entry.name, entry.docs);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// `UPDATE=1` writes the file anew.
    #[test]
    fn the_reference_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
        let fresh = super::reference();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), fresh, "run this test with UPDATE=1");
    }
}
