//! Two processes on one store, in one stretch of virtual time. Now and then one of them is
//! cut off from the store: for a moment, for longer than its lease, or for good (it is dead
//! then, and another one begins). What it had on the way arrives late. Their clocks differ.
//!
//! The database's clock is played here: a lease that was not renewed in its time is ended
//! as another process would end it.

use super::chance::Chance;
use super::faults::SimFaults;
use super::life::{self, PATIENCE, Planned};
use super::person::Person;
use super::world::{Sim, SimClock};
use flow::{Clock, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::faults::{Fault, Faults, Faulty, Operation};
use store::memory::MemoryStore;
use tokio::sync::watch;
use tokio::time::Instant;
use worker::Worker;

/// How long a process owns its runs without a beat.
const LEASE: Duration = Duration::from_secs(8);
/// So many times a process is cut off at most.
const CUTS_MOST: u64 = 4;

/// The clock of one process: wrong by some time, and odd or even, by which one tells whose it is.
struct SkewedClock {
    clock: Arc<SimClock>,
    skew_ms: i64,
    parity: i64,
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        let now_ms = self.clock.now().0 + self.skew_ms;
        self.clock.tell(Timestamp((now_ms & !1) | self.parity))
    }
}

/// Whether a time was told by the clock of the process of this name.
pub fn is_of_process(now: Timestamp, name: &str) -> bool {
    let number: i64 = name.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number");
    now.0 & 1 == number & 1
}

/// What goes wrong between one process and the store.
struct Link {
    weather: SimFaults,
    cut_until: Mutex<Option<Instant>>,
}

impl Faults for Link {
    fn next(&self, operation: Operation) -> Fault {
        let left = self.cut_until.lock().unwrap().map(|until| until.saturating_duration_since(Instant::now()));
        match left {
            // It is done, but when the other side does not expect it any more.
            Some(left) if !left.is_zero() => Fault::None(left),
            _ => self.weather.next(operation),
        }
    }
}

/// A process.
struct Process {
    name: String,
    worker: Worker,
    link: Arc<Link>,
    is_dead: AtomicBool,
}

/// The processes there are, in the order in which they began.
struct Pair {
    sim: Arc<Sim>,
    store: Arc<MemoryStore<true>>,
    processes: Mutex<Vec<Arc<Process>>>,
    is_quiet: watch::Sender<bool>,
}

/// Plays a simulation with two processes to its end.
pub fn play(seed: u64) -> Arc<Sim> {
    let store = MemoryStore::open_shared().expect("a store in memory");
    let sim = Sim::on(seed, store.beside());
    life::in_a_process(&sim, 0, async {
        life::set_up(&sim).await;
        let pair = Pair { sim: sim.clone(), store, processes: Mutex::default(), is_quiet: watch::Sender::default() };
        pair.begin_process().await;
        pair.begin_process().await;
        let ended = tokio::time::timeout(PATIENCE, async { tokio::join!(pair.cut_again_and_again(), pair.live()) });
        if ended.await.is_err() {
            life::note_what_is_open(&sim).await;
        }
    });
    sim
}

impl Pair {
    async fn begin_process(&self) {
        let number = self.processes.lock().unwrap().len() as i64;
        let mut chance = Chance::new(self.sim.seed, &format!("process {number}"));
        let weather = SimFaults::new(self.sim.seed ^ number.unsigned_abs() << 40, true);
        let link = Arc::new(Link { weather, cut_until: Mutex::default() });
        let skew_ms = chance.below(6_000).cast_signed() - 3_000;
        let clock = SkewedClock { clock: self.sim.clock.clone(), skew_ms, parity: number & 1 };
        let name = format!("process {number}");
        let store = Faulty::new(self.store.beside(), link.clone());
        let worker = life::start_on(&self.sim, store, Arc::new(clock), &name).await;
        let process = Process { name, worker, link, is_dead: AtomicBool::new(false) };
        self.processes.lock().unwrap().push(Arc::new(process));
    }

    fn alive(&self) -> Vec<Arc<Process>> {
        let processes = self.processes.lock().unwrap();
        processes.iter().filter(|process| !process.is_dead.load(Ordering::Relaxed)).cloned().collect()
    }

    /// Cuts one process off, then maybe another, then no more.
    async fn cut_again_and_again(&self) {
        let mut chance = Chance::new(self.sim.seed, "cuts");
        for _ in 0..chance.below(CUTS_MOST + 1) {
            tokio::time::sleep(Duration::from_millis(chance.below(4_000))).await;
            let alive = self.alive();
            let process = &alive[chance.below(alive.len() as u64) as usize];
            let is_for_good = chance.percent(25);
            let cut = match is_for_good {
                true => PATIENCE * 100,
                false => Duration::from_secs([1, 7, 9, 14, 25][chance.below(5) as usize]),
            };
            *process.link.cut_until.lock().unwrap() = Some(Instant::now() + cut);
            process.is_dead.store(is_for_good, Ordering::Relaxed);
            if is_for_good {
                self.begin_process().await;
            }
            if cut > LEASE {
                tokio::time::sleep(LEASE).await;
                self.end_lease(&process.name).await;
                self.sim.seen().take_overs += 1;
            }
            if !is_for_good {
                tokio::time::sleep(cut.saturating_sub(LEASE) + Duration::from_secs(3)).await;
            }
        }
        self.processes.lock().unwrap().iter().for_each(|process| process.link.weather.stop());
        self.is_quiet.send_replace(true);
    }

    /// What another process does when it finds that a lease has run out.
    async fn end_lease(&self, name: &str) {
        let processes = self.sim.store.processes().await.expect("it is read");
        for owner in processes.present.iter().filter(|owner| owner.host == name) {
            self.sim.store.leave(owner.id).await.expect("it is written");
        }
    }

    /// Launches by one process or the other, and looks after the runs.
    async fn live(&self) {
        let mut is_quiet = self.is_quiet.subscribe();
        loop {
            self.launch_all().await;
            self.by_one(0, async |worker| Person::default().until_all_is_over(&self.sim, &worker).await).await;
            if self.sim.seen().acknowledged.len() as u64 == life::launches(self.sim.seed) {
                break;
            }
            tokio::time::sleep(life::COME_AGAIN).await;
        }
        is_quiet.wait_for(|is_quiet| *is_quiet).await.expect("it is told");
        // Whatever a process that was cut off still has, it gives up with its next beat.
        tokio::time::sleep(Duration::from_secs(30)).await;
        for process in self.alive() {
            life::memory_is_bounded(&self.sim, &process.worker).await;
        }
    }

    async fn launch_all(&self) {
        for Planned { number, pause_ms, items, meddling, meddle_after_ms } in life::planned(self.sim.seed) {
            if self.sim.seen().acknowledged.contains_key(&number) {
                continue;
            }
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            self.by_one(number, async |worker| life::launch(&self.sim, &worker, number, items).await).await;
            tokio::time::sleep(Duration::from_millis(meddle_after_ms.saturating_sub(350))).await;
            self.by_one(number + 1, async |worker| life::meddle(&self.sim, &worker, number, meddling).await).await;
        }
    }

    /// Does something by one process; if that does not answer, by another.
    async fn by_one(&self, first: u64, work: impl AsyncFn(Worker)) {
        for number in first.. {
            let alive = self.alive();
            let worker = alive[(number % alive.len() as u64) as usize].worker.clone();
            if tokio::time::timeout(Duration::from_secs(20), work(worker)).await.is_ok() {
                return;
            }
        }
    }
}
