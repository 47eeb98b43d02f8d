//! What an error of SQLite means for the one who asked.

use crate::StoreError;
use rusqlite::{Error, ErrorCode};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match &error {
            Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory => Self::Unavailable(error.to_string()),
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(error.to_string()),
                ErrorCode::ConstraintViolation => Self::Conflict(constraint(&error.to_string())),
                _ => Self::Database(error.to_string()),
            },
            Error::FromSqlConversionFailure(..) | Error::IntegralValueOutOfRange(..) | Error::InvalidColumnType(..) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Expected conflicts are looked for where they can happen and have sentences of their
/// own; this is for what is left: ids used twice, and parents that are not there.
fn constraint(message: &str) -> String {
    if message.contains("FOREIGN KEY") {
        "the row this belongs to does not exist".to_owned()
    } else {
        format!("it exists already ({message})")
    }
}
