//! Several real processes on one private PostgreSQL: what becomes of runs when one is
//! killed, stands still past its lease, or is told to end; whether schedules fire once,
//! and whether processes of different roles work as one; what becomes of them when the
//! database fails over, or a new version comes.
//!
//! `cargo run -p bench -- cluster` plays all of it. The tests of the binary play it in short.

// Named by path, since the tests of the binary include this file from elsewhere.
#[path = "cluster/backup.rs"]
mod backup;
#[path = "cluster/drain.rs"]
mod drain;
#[path = "cluster/events.rs"]
mod events;
#[path = "cluster/failover.rs"]
mod failover;
#[path = "cluster/families.rs"]
mod families;
#[path = "cluster/history.rs"]
mod history;
#[path = "cluster/kills.rs"]
mod kills;
#[path = "cluster/load.rs"]
mod load;
#[path = "cluster/past.rs"]
mod past;
#[path = "cluster/redis.rs"]
mod redis;
#[path = "cluster/roles.rs"]
mod roles;
#[path = "cluster/schedules.rs"]
mod schedules;
#[path = "cluster/signals.rs"]
mod signals;
#[path = "cluster/take_over.rs"]
mod take_over;
#[path = "cluster/town.rs"]
mod town;
#[path = "cluster/upgrade.rs"]
mod upgrade;
#[path = "cluster/zombie.rs"]
mod zombie;

use std::path::Path;

/// How much is played.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Open runs of the process that is killed or stands still.
    pub runs: u64,
    /// How often a process is killed, stands still.
    pub rounds: u32,
    /// How often a process is killed under load.
    pub kills: u32,
    /// How many events are sent at least while it is.
    pub events: usize,
    /// How often a process is told to end under load.
    pub restarts: u32,
    /// How often the primary of the database is killed.
    pub fail_overs: u32,
    /// After so many milliseconds without a primary writes have come back.
    pub away_most_ms: u64,
    /// Nobody waits longer for a lock while a new version comes, in milliseconds.
    pub lock_most_ms: u64,
    /// For how many seconds schedules are watched.
    pub schedule_seconds: u64,
    /// Ended runs behind those whose rate is measured.
    pub history_runs: u64,
    /// For how many seconds a rate is measured.
    pub load_seconds: u64,
    /// Ended runs that are backed up.
    pub kept_runs: u64,
    /// How long a process owns its runs without a sign of life, in milliseconds.
    pub lease_ms: u64,
}

/// As the settings are by default, and long.
#[allow(dead_code, reason = "the tests of the binary play in short")]
pub const LONG: Extent = Extent {
    runs: 200,
    rounds: 5,
    kills: 50,
    events: 10_000,
    restarts: 100,
    fail_overs: 20,
    away_most_ms: 10_000,
    lock_most_ms: 2_000,
    schedule_seconds: 60,
    history_runs: 10_000_000,
    load_seconds: 10,
    kept_runs: 1_000_000,
    lease_ms: 8_000,
};
/// A few seconds each. How long things take is not judged: the machine may be busy.
pub const SHORT: Extent = Extent {
    runs: 60,
    rounds: 1,
    kills: 3,
    events: 200,
    restarts: 4,
    fail_overs: 2,
    away_most_ms: 120_000,
    lock_most_ms: 120_000,
    schedule_seconds: 6,
    history_runs: 10_000,
    load_seconds: 1,
    kept_runs: 2_000,
    lease_ms: 1_500,
};

/// A part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// kill -9: others take the runs over.
    TakeOver,
    /// kill -9 under load, at any time, again and again: nothing that was taken is lost.
    Kills,
    /// kill -9 of a process whose runs wait for others.
    Families,
    /// SIGSTOP past the lease, SIGCONT: nothing stale is written.
    Zombie,
    /// SIGTERM under load: no event is lost, no request fails.
    Drain,
    /// Two schedulers: one run a slot.
    Schedules,
    /// A process serves, another performs; what one changes the other heeds.
    Roles,
    /// Redis comes and goes under load.
    Redis,
    /// An event sent at one process reaches runs of another.
    Signals,
    /// kill -9 of the primary under load: its stand-by takes over, nothing is lost.
    FailOver,
    /// A new version under load: no request is refused.
    Upgrade,
    /// A backup under load, restored elsewhere: all that was taken before is in it.
    Backup,
    /// How fast runs are performed with millions behind them.
    History,
}

/// All parts.
#[allow(dead_code, reason = "the tests of the binary name them one by one")]
pub const ALL: [Part; 13] = [
    Part::TakeOver,
    Part::Kills,
    Part::Families,
    Part::Zombie,
    Part::Drain,
    Part::Schedules,
    Part::Roles,
    Part::Redis,
    Part::Signals,
    Part::FailOver,
    Part::Upgrade,
    Part::Backup,
    Part::History,
];

/// Plays a part; gives a sentence about how it went.
pub async fn play(binary: &Path, part: Part, extent: Extent) -> Result<String, String> {
    match part {
        Part::TakeOver => take_over::play(binary, extent).await,
        Part::Kills => kills::play(binary, extent).await,
        Part::Families => families::play(binary, extent).await,
        Part::Zombie => zombie::play(binary, extent).await,
        Part::Drain => drain::play(binary, extent).await,
        Part::Schedules => schedules::play(binary, extent).await,
        Part::Roles => roles::play(binary, extent).await,
        Part::Signals => signals::play(binary, extent).await,
        Part::FailOver => failover::play(binary, extent).await,
        Part::Upgrade => upgrade::play(binary, extent).await,
        Part::Redis => redis::play(binary, extent).await,
        Part::Backup => backup::play(binary, extent).await,
        Part::History => history::play(binary, extent).await,
    }
}
