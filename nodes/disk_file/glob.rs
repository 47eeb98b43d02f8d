//! Files whose path fits a pattern.

use node_sdk::NodeError;
use node_sdk::folder::Folder;
use std::path::{Path, PathBuf};

/// Folders within folders are looked into no deeper than this.
const MOST_DEPTH: usize = 16;

/// Whether a path stands for several files.
pub(super) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?'])
}

/// The files below the folder whose path fits, in order. Links are not followed.
pub(super) fn find(folder: &Folder, pattern: &str, most: usize) -> Result<Vec<PathBuf>, NodeError> {
    let pattern = pattern.trim();
    let below =
        Path::new(pattern).strip_prefix(folder.path()).unwrap_or(Path::new(pattern)).to_string_lossy().into_owned();
    let parts: Vec<&str> = below.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") || below.starts_with('/') {
        let message = format!("`{pattern}` is not in the folder for files of flows.");
        return Err(
            NodeError::permanent("file_outside", message, "Name files in that folder, without `..`.").at("path")
        );
    }
    let mut found = Vec::new();
    if let Ok(root) = folder.path().canonicalize() {
        walk(&root, &parts, 0, most, &mut found)?;
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(place: &Path, parts: &[&str], depth: usize, most: usize, found: &mut Vec<PathBuf>) -> Result<(), NodeError> {
    let [part, rest @ ..] = parts else { return Ok(()) };
    if depth > MOST_DEPTH {
        return Ok(());
    }
    if *part == "**" {
        walk(place, rest, depth, most, found)?;
    }
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        if kind.is_dir() && *part == "**" {
            walk(&entry.path(), parts, depth + 1, most, found)?;
        } else if kind.is_dir() && fits(&name, part) {
            walk(&entry.path(), rest, depth + 1, most, found)?;
        } else if kind.is_file() && rest.is_empty() && fits(&name, if *part == "**" { "*" } else { part }) {
            if found.len() >= most {
                let message = format!("More than {most} files fit.");
                return Err(NodeError::permanent("too_many_files", message, "Name fewer.").at("path"));
            }
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Whether a name fits `*` and `?`. Hidden files must be named as such.
fn fits(name: &str, pattern: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (name, pattern): (Vec<char>, Vec<char>) = (name.chars().collect(), pattern.chars().collect());
    let (mut at, mut in_pattern) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while at < name.len() {
        match pattern.get(in_pattern) {
            Some('*') => {
                last_star = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match last_star {
                Some((star, from)) => {
                    last_star = Some((star, from + 1));
                    (at, in_pattern) = (from + 1, star + 1);
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        for (name, pattern, expected) in [
            ("a.txt", "*.txt", true),
            ("a.txt", "?.txt", true),
            ("ab.txt", "?.txt", false),
            ("abcabd", "*ab?", true),
            ("abc", "abc", true),
            ("abc", "", false),
            (".hidden", "*", false),
            (".hidden", ".*", true),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*c", false),
        ] {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        }
    }

    #[test]
    fn files_are_found_below_the_folder_only() {
        let base = tempfile::tempdir().unwrap();
        let folder = Folder::new(base.path());
        for path in ["a.txt", "b/c.txt", "b/d/e.txt", "b/d/f.csv"] {
            std::fs::write(folder.place(path).unwrap(), "x").unwrap();
        }
        std::os::unix::fs::symlink("/etc", base.path().join("link")).unwrap();
        let names = |pattern: &str| {
            let root = base.path().canonicalize().unwrap();
            let found = find(&folder, pattern, 10)?;
            Ok(found.iter().map(|path| path.strip_prefix(&root).unwrap().display().to_string()).collect::<Vec<_>>())
        };
        let ok = |pattern: &str| names(pattern).map_err(|error: NodeError| error.code).unwrap();
        assert_eq!(ok("*.txt"), ["a.txt"]);
        assert_eq!(ok("b/*.txt"), ["b/c.txt"]);
        assert_eq!(ok("**/*.txt"), ["a.txt", "b/c.txt", "b/d/e.txt"]);
        assert_eq!(ok("**"), ["a.txt", "b/c.txt", "b/d/e.txt", "b/d/f.csv"]);
        assert_eq!(ok("link/*"), Vec::<String>::new());
        assert_eq!(names("../*").map_err(|error| error.code), Err("file_outside"));
        assert_eq!(find(&folder, "**", 2).map_err(|error| error.code), Err("too_many_files"));
    }
}
