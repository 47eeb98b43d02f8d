//! What an error of PostgreSQL means for the one who asked.

use crate::StoreError;
use ::postgres::Error;
use ::postgres::error::SqlState;
use std::error::Error as _;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let Some(refusal) = error.as_db_error() else {
            // No word from the database. Either the connection is gone or could not be made,
            // or a value did not fit, which is a mistake of ours.
            let is_lost = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
            return if is_lost { Self::Unavailable(error.to_string()) } else { Self::Database(error.to_string()) };
        };
        let (code, message) = (refusal.code().clone(), refusal.message().to_owned());
        match &code.code()[..2] {
            _ if is_transient(&code) => Self::Unavailable(message),
            // We were silent for too long within a transaction; it was ended.
            _ if code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Self::Unavailable(message),
            // It takes no writes: a stand-by, reached under the name of the primary. Serialisable
            // transactions it refuses as a feature.
            _ if [SqlState::READ_ONLY_SQL_TRANSACTION, SqlState::FEATURE_NOT_SUPPORTED].contains(&code) => {
                Self::Unavailable(message)
            }
            // Out of resources, operator intervention, system error, connection, no right to log in.
            "53" | "57" | "58" | "08" | "28" | "3D" => Self::Unavailable(message),
            "XX" => Self::Damaged(message),
            "23" if code == SqlState::FOREIGN_KEY_VIOLATION => {
                Self::Conflict("the row this belongs to does not exist".to_owned())
            }
            "23" => Self::Conflict(format!("it exists already ({message})")),
            _ => Self::Database(message),
        }
    }
}

/// Whether the same work may succeed when it is done again.
pub(super) fn is_transient(code: &SqlState) -> bool {
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::LOCK_NOT_AVAILABLE].contains(code)
}
