//! What can go wrong when something is kept or fetched.

/// What can go wrong when something is kept or fetched.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row, or it belongs to another workspace.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A unique thing is there already, or a revision is stale.
    #[error("{0}")]
    Conflict(String),
    /// This process does not own the run, or its lease was lost; nothing was kept.
    #[error("another process owns this now")]
    Fenced,
    /// The queue of the committer is full; nothing was kept.
    #[error("the database cannot keep up")]
    Overloaded,
    /// The disk is full or the database refuses to write; nothing was kept.
    #[error("the database cannot write: {0}")]
    Unavailable(String),
    /// What is kept cannot be read back.
    #[error("kept data is damaged: {0}")]
    Damaged(String),
    /// Anything else of the database.
    #[error("database error: {0}")]
    Database(String),
}

/// A result of the store.
pub type StoreResult<T> = Result<T, StoreError>;
