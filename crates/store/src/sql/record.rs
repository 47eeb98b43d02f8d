//! What a record is to both committers.

use crate::StoreError;
use crate::runs::{Record, RunError};

const ERROR_CHARACTERS: usize = 500;

/// The number of the chunk after this record; one without a chunk uses up no number.
pub(crate) fn next_sequence(record: &Record) -> u32 {
    record.sequence.saturating_add(u32::from(!record.chunk.is_empty()))
}

/// Node and message of an error, the message cut to what lists show.
pub(crate) fn error_columns(error: Option<&RunError>) -> (Option<&str>, Option<&str>) {
    let message = error.map(|error| {
        let end = error.message.char_indices().nth(ERROR_CHARACTERS).map_or(error.message.len(), |(index, _)| index);
        &error.message[..end]
    });
    (error.map(|error| error.node.0.as_str()), message)
}

/// The refusal of a record whose chunk is not the run's next one.
pub(crate) fn out_of_order(record: &Record, next_sequence: u32) -> StoreError {
    let (sequence, run) = (record.sequence, record.run);
    StoreError::Conflict(format!("chunk {sequence} of `{run}` was given, but its next one is {next_sequence}"))
}
