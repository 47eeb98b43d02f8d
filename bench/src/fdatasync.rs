//! What the disk takes for a commit: one block written in place and flushed.

use crate::report::Latencies;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

const BLOCK_BYTES: usize = 4096;
/// The file is as large as the database's log, and like it written over again and again.
const BLOCKS: u64 = 4096;
const TIME: Duration = Duration::from_millis(1_500);

/// The median over a second and a half, in this folder.
pub fn p50_ms(folder: &Path) -> Result<f64, String> {
    measure(&folder.join("flushed")).map_err(|error| error.to_string())
}

fn measure(path: &Path) -> std::io::Result<f64> {
    let file = File::create(path)?;
    let block = [7; BLOCK_BYTES];
    for place in 0..BLOCKS {
        file.write_all_at(&block, place * BLOCK_BYTES as u64)?;
    }
    file.sync_all()?;
    let (begun, mut latencies_us, mut place) = (Instant::now(), Vec::new(), 0);
    while begun.elapsed() < TIME {
        let written = Instant::now();
        file.write_all_at(&block, place * BLOCK_BYTES as u64)?;
        file.sync_data()?;
        latencies_us.push(written.elapsed().as_micros() as u32);
        place = (place + 1) % BLOCKS;
    }
    std::fs::remove_file(path)?;
    Ok(Latencies::new(latencies_us).quantile_ms(0.5))
}
