//! Processor time: it can be compared even while others are at work on the machine.

/// The processor time of a process up to now.
pub struct Processor {
    stat: String,
    micros: f64,
}

/// What `/proc` counts in, in microseconds: a hundredth of a second on Linux.
const TICK_MICROS: f64 = 10_000.0;

/// The processor time of this thread so far, in microseconds; the system counts it a few
/// milliseconds at a time. What the machine does besides is not in it.
pub fn thread_micros() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).map_or(f64::NAN, |nanos| nanos / 1e3)
}

impl Processor {
    /// Of the process with this id.
    pub fn of(process: u32) -> Self {
        Self::read(format!("/proc/{process}/stat"))
    }

    /// Of this process.
    pub fn of_this_process() -> Self {
        Self::read("/proc/self/stat".into())
    }

    /// How much it took since.
    pub fn micros_since(&self) -> f64 {
        Self::read(self.stat.clone()).micros - self.micros
    }

    fn read(stat: String) -> Self {
        let text = std::fs::read_to_string(&stat).unwrap_or_default();
        // The name, in brackets, may have spaces; the times are 12 and 13 fields behind it.
        let fields = text.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
        let ticks: f64 = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        Self { stat, micros: ticks * TICK_MICROS }
    }
}
