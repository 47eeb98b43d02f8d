//! Chance for nodes that need it.

use aws_lc_rs::rand;
use node_sdk::NodeError;

/// So many bytes nobody can guess.
pub(crate) fn bytes(count: usize) -> Result<Vec<u8>, NodeError> {
    let mut bytes = vec![0; count];
    rand::fill(&mut bytes).map_err(|_| {
        let hint = "Try again; if it goes on, look at the machine.";
        NodeError::transient("no_randomness", "The system gave no random numbers.", hint)
    })?;
    Ok(bytes)
}

/// A number from 0 to below `end`.
pub(crate) fn below(end: u64) -> Result<u64, NodeError> {
    let mut bytes_of_number = [0; 8];
    bytes_of_number.copy_from_slice(&bytes(8)?);
    // The remainder favours small numbers by less than one in a billion for the counts that occur.
    Ok(u64::from_le_bytes(bytes_of_number) % end.max(1))
}
