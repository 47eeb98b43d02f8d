//! Remembers beside the data how the lives of the server before this one ended.
//!
//! A server that has ended again and again without being told to may be ended by a step of
//! a flow. Then it is careful: also steps that are over in microseconds begin only once it
//! is written down that they do, so that the next end tells which one it was.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A life that lasted longer says nothing about what ends it.
const SHORT: Duration = Duration::from_secs(600);

/// The life of this process.
pub struct Life {
    file: PathBuf,
    ended_untold: u32,
}

/// What a life leaves behind that has not ended as it should.
#[derive(Default, Serialize, Deserialize)]
struct Left {
    begun_at_ms: i64,
    /// How many before it ended untold, one soon after the other.
    ended_untold: u32,
}

impl Life {
    /// Begins the life of the server that listens at this port, in this folder. That it cannot be written down does no harm but that a
    /// further end will not be counted.
    pub fn begin(folder: &Path, port: u16, now_ms: i64) -> Self {
        let file = folder.join(format!("life-{port}.json"));
        let left = std::fs::read(&file).ok().map(|text| serde_json::from_slice(&text).unwrap_or_default());
        let ended_untold = left.map_or(0, |left: Left| {
            let was_short =
                (0..SHORT.as_millis()).contains(&u128::try_from(now_ms - left.begun_at_ms).unwrap_or(u128::MAX));
            if was_short { left.ended_untold + 1 } else { 1 }
        });
        let life = Self { file, ended_untold };
        let left = Left { begun_at_ms: now_ms, ended_untold };
        if let Err(error) = serde_json::to_vec(&left).map(|text| std::fs::write(&life.file, text)) {
            tracing::warn!(%error, "the beginning of this process cannot be written down");
        }
        life
    }

    /// How long it is to be found out what ends the server, if that has ended so often untold,
    /// one life soon after the other. 0: never.
    pub fn careful_for(&self, after_ends: u32) -> Option<Duration> {
        (after_ends > 0 && self.ended_untold >= after_ends).then_some(SHORT)
    }

    /// It ends as it was told.
    pub fn end(self) {
        // One that cannot be removed counts as an end untold, which is harmless.
        let _ = std::fs::remove_file(&self.file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_untold_again_and_again_is_careful() {
        let folder = tempfile::tempdir().expect("a folder");
        let begin = |now_ms: i64| Life::begin(folder.path(), 8_080, now_ms);
        let is_careful = |life: &Life| life.careful_for(2).is_some();
        assert_eq!([0, 1_000, 2_000, 3_000].map(|now_ms| is_careful(&begin(now_ms))), [false, false, true, true]);
        assert!(begin(3_500).careful_for(0).is_none(), "it is switched off");
        assert!(!is_careful(&begin(700_000)), "the life before was long");
        assert!(is_careful(&begin(701_000)));
        begin(702_000).end();
        assert!(!is_careful(&begin(703_000)), "the life before ended as it was told");
    }
}
