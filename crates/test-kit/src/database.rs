//! A SQLite store in a folder that goes with it.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use store::sqlite::{SqliteOptions, SqliteStore};
use tempfile::TempDir;

/// A new, empty store in a folder of its own.
pub struct TempStore {
    // In this order: the store is closed before its folder is removed.
    store: Arc<SqliteStore>,
    folder: TempDir,
}

impl Default for TempStore {
    fn default() -> Self {
        Self::with(SqliteOptions::default())
    }
}

impl TempStore {
    /// A new, empty store with these options.
    ///
    /// # Panics
    /// If there is no room for temporary files.
    pub fn with(options: SqliteOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = SqliteStore::open(folder.path(), options).expect("a new store can be opened");
        Self { store, folder }
    }

    /// A store on what another process would find if this one died at this moment.
    /// Call it while nothing is being written.
    ///
    /// # Panics
    /// If the files cannot be copied or opened.
    pub fn after_crash(&self) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for name in ["towpath.db", "towpath.db-wal"] {
            std::fs::copy(self.folder.path().join(name), folder.path().join(name)).expect("the file can be copied");
        }
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).expect("it opens after a crash");
        Self { store, folder }
    }

    /// For those who hold any store.
    pub fn shared(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for TempStore {
    type Target = SqliteStore;

    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}
