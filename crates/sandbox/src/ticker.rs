//! The clock that interrupts: a thread that advances the engine's epoch while
//! anything runs, and sleeps while nothing does.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::thread::{self, Thread};
use std::time::Duration;
use wasmtime::Engine;

/// The time between two epochs.
pub(crate) const TICK_MS: u64 = 10;
/// After so many ticks with nothing running it goes to sleep, so that a server at
/// rest is not woken a hundred times a second.
const IDLE_TICKS: u32 = 100;

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;

/// Counts what runs and ticks meanwhile.
pub(crate) struct Ticker {
    running: AtomicUsize,
    state: AtomicU32,
    thread: std::sync::OnceLock<Thread>,
}

/// Something runs as long as this lives.
pub(crate) struct Running<'a>(&'a Ticker);

impl Ticker {
    /// Starts the thread; it ends when the ticker is dropped.
    pub(crate) fn start(engine: Engine) -> Arc<Self> {
        let ticker = Arc::new(Self {
            running: AtomicUsize::new(0),
            state: AtomicU32::new(AWAKE),
            thread: std::sync::OnceLock::new(),
        });
        let watched = Arc::downgrade(&ticker);
        let spawned = thread::Builder::new().name("sandbox-ticker".into()).spawn(move || tick(&watched, &engine));
        let handle = spawned.expect("a server that cannot start a thread cannot work at all");
        ticker.thread.get_or_init(|| handle.thread().clone());
        ticker
    }

    /// Says that something runs, until the guard is dropped.
    pub(crate) fn run(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::SeqCst);
        if self.state.swap(AWAKE, Ordering::SeqCst) == ASLEEP {
            self.wake();
        }
        Running(self)
    }

    fn wake(&self) {
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.wake();
    }
}

fn tick(watched: &Weak<Ticker>, engine: &Engine) {
    let mut idle_ticks = 0;
    loop {
        thread::park_timeout(Duration::from_millis(TICK_MS));
        engine.increment_epoch();
        let Some(ticker) = watched.upgrade() else { return };
        if ticker.running.load(Ordering::SeqCst) > 0 {
            idle_ticks = 0;
            continue;
        }
        idle_ticks += 1;
        if idle_ticks < IDLE_TICKS {
            continue;
        }
        idle_ticks = 0;
        ticker.state.store(ASLEEP, Ordering::SeqCst);
        // One that began between the look and the store has not seen that we sleep.
        let is_needed = ticker.running.load(Ordering::SeqCst) > 0;
        drop(ticker);
        if !is_needed {
            thread::park();
        }
    }
}
