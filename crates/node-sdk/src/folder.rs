//! The folder in which flows may read and write files, and no further.

use crate::context::Services;
use crate::error::NodeError;
use std::path::{Component, Path, PathBuf};

/// A folder and all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

/// The folder of the server. Fails where flows may not touch files at all.
pub fn of_flows(services: &dyn Services) -> Result<Folder, NodeError> {
    services.folder().ok_or_else(|| {
        let message = "Flows of this server may not read or write files.";
        let hint = "Whoever runs the server can name a folder for them with the setting `flow_files`.";
        NodeError::permanent("files_not_allowed", message, hint)
    })
}

impl Folder {
    /// This folder. It need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where a file of this name is or would be. The folders above it are made. The
    /// name may be given with the path of the folder before it.
    ///
    /// What lies elsewhere is refused, also if a link in the folder leads there.
    pub fn place(&self, name: &str) -> Result<PathBuf, NodeError> {
        let refused = || {
            let message = format!("`{name}` is not in the folder for files of flows.");
            NodeError::permanent("file_outside", message, "Name a file in that folder, without `..`.")
        };
        std::fs::create_dir_all(&self.0).map_err(|error| self.unusable(&error))?;
        let root = self.0.canonicalize().map_err(|error| self.unusable(&error))?;
        let below = self.below(name.trim()).filter(|path| !path.as_os_str().is_empty()).ok_or_else(refused)?;
        let mut place = root.clone();
        let parts: Vec<_> = below.components().collect();
        for (number, part) in parts.iter().enumerate() {
            place.push(part);
            match place.canonicalize() {
                Ok(real) if real.starts_with(&root) => place = real,
                Ok(_) => return Err(refused()),
                // A link that leads nowhere would lead somewhere once the file is made.
                Err(_) if place.is_symlink() => return Err(refused()),
                Err(_) if number + 1 < parts.len() => {
                    std::fs::create_dir(&place).map_err(|error| self.unusable(&error))?;
                }
                Err(_) => {}
            }
        }
        Ok(place)
    }

    /// The path below the folder, if the name is one.
    fn below(&self, name: &str) -> Option<PathBuf> {
        let path = Path::new(name);
        let path = if path.is_absolute() { path.strip_prefix(&self.0).ok()? } else { path };
        let mut below = PathBuf::new();
        for part in path.components() {
            match part {
                Component::Normal(name) => below.push(name),
                Component::CurDir => {}
                _ => return None,
            }
        }
        Some(below)
    }

    fn unusable(&self, error: &std::io::Error) -> NodeError {
        let message = format!("The folder for files of flows cannot be used: {error}.");
        NodeError::permanent("files_unusable", message, "Whoever runs the server must look at it.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn nothing_outside_is_reached() {
        let outside = tempfile::tempdir().unwrap();
        let base = tempfile::tempdir().unwrap();
        let root = base.path().canonicalize().unwrap().join("files");
        let folder = Folder::new(&root);
        assert_eq!(folder.place("a/b.db").unwrap(), root.join("a/b.db"));
        assert!(root.join("a").is_dir(), "folders above it are made");
        assert_eq!(folder.place("./c").unwrap(), root.join("c"));
        assert_eq!(folder.place(root.join("d").to_str().unwrap()).unwrap(), root.join("d"));
        symlink(outside.path(), root.join("link")).unwrap();
        symlink(outside.path().join("missing"), root.join("dangling")).unwrap();
        symlink(root.join("a"), root.join("inside")).unwrap();
        assert_eq!(folder.place("inside/x").unwrap(), root.join("a/x"));
        for name in ["", ".", "..", "../x", "a/../../x", "/etc/passwd", "link/x", "link", "dangling"] {
            assert_eq!(folder.place(name).map_err(|error| error.code), Err("file_outside"), "{name}");
        }
    }
}
