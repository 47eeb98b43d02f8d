//! Writes `nodes/catalog.rs` from the folders of `nodes/`.
//!
//! This crate must not depend on `nodes`: when a folder was removed, `nodes` does
//! not compile until this has run.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

const CATALOG: &str = "nodes/catalog.rs";

/// Names of kinds that Rust only takes as raw names.
const KEYWORDS: &[&str] = &["break", "continue", "if", "for", "loop", "match", "return", "try", "while", "yield"];

/// The root of the repository.
pub fn repository() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Writes the generated files, or with `check` fails if one is not fresh.
pub fn run(repository: &Path, check: bool) -> io::Result<()> {
    let path = repository.join(CATALOG);
    let wanted = catalog(&folders(&repository.join("nodes"))?);
    let is_fresh = fs::read_to_string(&path).is_ok_and(|present| present == wanted);
    match (is_fresh, check) {
        (true, _) => Ok(()),
        (false, true) => Err(io::Error::other(format!("`{CATALOG}` is not fresh; run `cargo xtask codegen`"))),
        (false, false) => fs::write(path, wanted),
    }
}

/// A folder of `nodes/` and what it offers.
struct Folder {
    name: String,
    has_kind: bool,
    has_credentials: bool,
}

fn folders(nodes: &Path) -> io::Result<Vec<Folder>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(nodes)? {
        let entry = entry?;
        let Ok(source) = fs::read_to_string(entry.path().join("mod.rs")) else {
            continue;
        };
        folders.push(Folder {
            name: entry.file_name().to_string_lossy().into_owned(),
            has_kind: source.contains("\npub fn kind() -> Kind"),
            has_credentials: source.contains("\npub fn credentials() -> "),
        });
    }
    folders.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(folders)
}

fn catalog(folders: &[Folder]) -> String {
    let mut text = String::from(
        "//! All node kinds. Written by `cargo xtask codegen` from the folders beside it.\n\
         \n\
         use node_sdk::Catalog;\n\n",
    );
    let mut additions = String::new();
    for Folder { name, has_kind, has_credentials } in folders {
        let raw = if KEYWORDS.contains(&name.as_str()) { "r#" } else { "" };
        let _ = write!(text, "#[path = \"{name}/mod.rs\"]\nmod {raw}{name};\n");
        if *has_kind {
            let _ = writeln!(additions, "    catalog.add({raw}{name}::kind());");
        }
        if *has_credentials {
            let _ = writeln!(
                additions,
                "    {name}::credentials().into_iter().for_each(|kind| catalog.add_credential(kind));"
            );
        }
    }
    let _ = write!(
        text,
        "\n/// All node kinds and kinds of credentials of this build, in palette order.\n\
         pub fn catalog() -> Catalog {{\n    let mut catalog = Catalog::default();\n{additions}    catalog.sort();\n    catalog\n}}\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_are_fresh() {
        run(&repository(), true).unwrap();
    }

    #[test]
    fn a_folder_is_declared_and_added() {
        let folder = |name: &str, has_kind, has_credentials| Folder { name: name.into(), has_kind, has_credentials };
        let text = catalog(&[folder("smtp", false, true), folder("wait", true, false)]);
        assert!(text.contains("mod smtp;\n") && text.contains("mod wait;\n"), "{text}");
        assert!(text.contains("catalog.add(wait::kind());") && !text.contains("smtp::kind()"), "{text}");
        assert!(text.contains("smtp::credentials()") && !text.contains("wait::credentials()"), "{text}");
    }
}
