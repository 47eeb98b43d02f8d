//! Latencies and tables.

/// Latencies in microseconds, sorted.
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// Takes latencies in any order.
    pub fn new(mut latencies_us: Vec<u32>) -> Self {
        latencies_us.sort_unstable();
        Self(latencies_us)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The latency that this share (0 to 1) stays within, in milliseconds.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * share) as usize).map_or(f64::NAN, |latency_us| f64::from(*latency_us) / 1_000.0)
    }
}

/// Prints a Markdown table.
pub fn table(header: &[&str], rows: &[Vec<String>]) {
    println!("| {} |", header.join(" | "));
    println!("|{}|", vec!["---"; header.len()].join("|"));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
    println!();
}
