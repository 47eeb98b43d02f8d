//! A locked file says that a process has the data folder open.

use crate::{StoreError, StoreResult};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held while the store is open; the system releases it when the process dies.
pub(super) struct FolderLock {
    _file: File,
}

impl FolderLock {
    pub(super) fn take(folder: &Path) -> StoreResult<Self> {
        let path = folder.join("towpath.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| StoreError::Unavailable(format!("cannot open `{}`: {error}", path.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Conflict(format!(
                "another Towpath process has the data folder `{}` open; stop it or choose another folder",
                folder.display()
            ))),
            Err(TryLockError::Error(error)) => {
                Err(StoreError::Unavailable(format!("cannot lock `{}`: {error}", path.display())))
            }
        }
    }
}
