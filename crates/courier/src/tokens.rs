//! Rates that processes share: a counter for each key and minute, which goes by itself.

use crate::{Line, mouth};
use flow::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A counter is kept a little longer than its minute, since clocks differ.
const KEPT_S: i64 = 120;
const MINUTE_MS: i64 = 60_000;

pub(crate) async fn take(line: &Line, key: &str, per_minute: u32, now: Timestamp) -> Option<bool> {
    let mut connection = mouth::connection(line)?;
    let name = name(&line.prefix, key, now.0 / MINUTE_MS);
    let mut pipeline = redis::pipe();
    pipeline.incr(&name, 1).expire(&name, KEPT_S).ignore();
    match pipeline.query_async::<(u64,)>(&mut connection).await {
        Ok((taken,)) => Some(taken <= u64::from(per_minute)),
        Err(error) => {
            mouth::failed(line, &error);
            None
        }
    }
}

/// The name of a counter. It shows nobody whose it is.
fn name(prefix: &str, key: &str, minute: i64) -> String {
    let hash = Sha256::digest(key.as_bytes());
    let mut name = format!("{prefix}:tokens:{minute}:");
    for byte in &hash[..16] {
        // Writing to a text cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_counter_has_its_minute_and_hides_its_key() {
        let one = name("towpath", "ada@example.test", 7);
        assert!(one.starts_with("towpath:tokens:7:") && !one.contains("ada"));
        assert_ne!(one, name("towpath", "ada@example.test", 8));
        assert_ne!(one, name("towpath", "bob@example.test", 7));
    }
}
