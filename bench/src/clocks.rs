//! The clock of the machine is set forward and back, also while the server is dead, under
//! schedules that are due every minute (R12): exactly one run a slot, by the policy for
//! missed slots. What is played here in minutes, `crates/scheduler/tests` plays for hours
//! and a hundred schedules in virtual time.
//!
//! The clock is `clock.c`, loaded before the C library: it adds what a file says.

use crate::client::Client;
use crate::server::Server;
use flow::{Clock, Timestamp};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use store::system::SystemClock;
use tempfile::TempDir;

const MINUTE_MS: i64 = 60_000;
/// A slot that is seen later than this was missed.
const LATE_MS: i64 = MINUTE_MS;
/// Where in a minute the clock stands after it was set. The server sees within ten seconds
/// that it was; so it is certain which slots are late then.
const SET_TO_MS: i64 = 40_000;
/// So long it stays as it was set: a minute begins within, and there is time to see it.
const STAYS: Duration = Duration::from_secs(32);
/// By so many minutes the clock is set, and whether the server is dead meanwhile.
const CHANGES: [(i64, bool); 7] =
    [(60, false), (-30, false), (75, false), (-10, true), (45, true), (-120, false), (150, false)];
/// The same in short.
const FEW_CHANGES: usize = 3;
const POLICIES: [&str; 3] = ["skip", "run_once", "run_all"];

/// Plays all changes, or a few, and looks which slots ran.
pub async fn run(binary: &Path, short: bool) -> Result<(), String> {
    let clock = SetClock::make()?;
    // No minute begins while the flows are published.
    clock.set_by(0)?;
    let (mut server, token) = Server::start_with(binary, None, clock.environment()).await?;
    let mut client = Client::new(server.address);
    let workspace = server.set_up(&mut client, &token).await?;
    let base = format!("/api/v1/workspaces/{workspace}/flows");
    for policy in POLICIES {
        let created = client.post(&base, &json!({"name": policy, "document": flow(policy)})).await?;
        let id = created["id"].as_str().ok_or("the flow has no id")?;
        client.post(&format!("{base}/{id}/publish"), &json!({"revision": created["revision"]})).await?;
    }
    let begun = clock.now();
    let mut shown = vec![(begun, begun)];
    let changes = if short { &CHANGES[..FEW_CHANGES] } else { &CHANGES };
    for (minutes, is_dead) in changes {
        if let Some((_, end)) = shown.last_mut() {
            *end = clock.now();
        }
        if *is_dead {
            server.kill().await;
        }
        clock.set_by(*minutes)?;
        let from = clock.now();
        if *is_dead {
            server.resume().await?;
        }
        tokio::time::sleep(STAYS).await;
        shown.push((from, clock.now()));
        println!("set by {minutes} minutes{}", if *is_dead { ", with the server dead" } else { "" });
    }
    server.kill().await;
    judge(&server.database()?, &shown)
}

fn flow(policy: &str) -> serde_json::Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": policy, "edges": [],
        "nodes": [{
            "id": "t", "kind": "schedule", "name": policy,
            "parameters": {"cron": "* * * * *", "time_zone": "UTC", "missed": policy},
        }],
    })
}

fn judge(database: &Path, shown: &[(Timestamp, Timestamp)]) -> Result<(), String> {
    let ran = slots_that_ran(database)?;
    let mut wrong = Vec::new();
    for policy in POLICIES {
        let expected = expected(policy, shown);
        let (slots, runs) = ran.get(policy).cloned().unwrap_or_default();
        println!("{policy}: {runs} runs for {} slots", slots.len());
        let missed: Vec<_> = expected.difference(&slots).collect();
        let unasked: Vec<_> = slots.difference(&expected).collect();
        if !missed.is_empty() || !unasked.is_empty() || runs != slots.len() {
            wrong.push(format!("{policy}: {missed:?} did not run, {unasked:?} ran, {runs} runs in all"));
        }
    }
    if wrong.is_empty() {
        println!("exactly one run a slot");
        return Ok(());
    }
    Err(wrong.join("\n"))
}

/// Which slots must have run, by what the clock showed.
fn expected(policy: &str, shown: &[(Timestamp, Timestamp)]) -> BTreeSet<i64> {
    let slots =
        |after: i64, to: i64| (after.div_euclid(MINUTE_MS) + 1..=to.div_euclid(MINUTE_MS)).map(|slot| slot * MINUTE_MS);
    let mut expected = BTreeSet::new();
    let mut reached = shown.first().map_or(0, |(begin, _)| begin.0);
    for (begin, end) in shown {
        let late_until = begin.0 - LATE_MS;
        // The last slot before the present one is never late: it stands for the missed ones.
        if policy == "run_all" {
            expected.extend(slots(reached, late_until));
        }
        expected.extend(slots(reached.max(late_until), end.0));
        reached = reached.max(end.0);
    }
    expected
}

/// The slots that ran, and how many runs there were, by the name of the flow.
fn slots_that_ran(database: &Path) -> Result<BTreeMap<String, (BTreeSet<i64>, usize)>, String> {
    let read = || -> rusqlite::Result<_> {
        let connection = rusqlite::Connection::open(database)?;
        let mut statement = connection.prepare(
            "SELECT flow.name, run.id, idempotency.key FROM run JOIN flow ON flow.id = run.flow \
             LEFT JOIN idempotency ON idempotency.run = run.id",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(2)?)))?;
        let mut ran: BTreeMap<String, (BTreeSet<i64>, usize)> = BTreeMap::new();
        for row in rows {
            let (name, slot) = row?;
            let (slots, runs) = ran.entry(name).or_default();
            slots.extend(slot.and_then(|slot| slot.parse::<i64>().ok()));
            *runs += 1;
        }
        Ok(ran)
    };
    read().map_err(|error| error.to_string())
}

/// A clock that is set by what stands in a file.
struct SetClock {
    folder: TempDir,
}

impl SetClock {
    fn make() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let clock = Self { folder };
        let source = clock.folder.path().join("clock.c");
        std::fs::write(&source, include_str!("clock.c")).map_err(|error| error.to_string())?;
        let built = Command::new("cc")
            .args(["-O2", "-shared", "-fPIC", "-o"])
            .arg(clock.shim())
            .arg(source)
            .arg("-ldl")
            .status()
            .map_err(|error| format!("`cc` cannot be started: {error}"))?;
        if !built.success() {
            return Err(format!("`cc` failed ({built})"));
        }
        clock.write(0)?;
        Ok(clock)
    }

    fn shim(&self) -> PathBuf {
        self.folder.path().join("clock.so")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("seconds")
    }

    fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![("LD_PRELOAD", self.shim().into()), ("CLOCK_FILE", self.file().into())]
    }

    fn seconds(&self) -> i64 {
        std::fs::read_to_string(self.file()).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }

    /// Replaced as a whole, so that nobody reads half a number.
    fn write(&self, seconds: i64) -> Result<(), String> {
        let new = self.folder.path().join("seconds.new");
        let written = std::fs::write(&new, seconds.to_string()).and_then(|()| std::fs::rename(&new, self.file()));
        written.map_err(|error| error.to_string())
    }

    fn now(&self) -> Timestamp {
        SystemClock.now().plus_ms(self.seconds() * 1_000)
    }

    /// Sets it by about so many minutes, to a certain second of a minute.
    fn set_by(&self, minutes: i64) -> Result<(), String> {
        let wanted = self.now().plus_ms(minutes * MINUTE_MS).0.div_euclid(MINUTE_MS) * MINUTE_MS + SET_TO_MS;
        self.write((wanted - SystemClock.now().0).div_euclid(1_000))
    }
}
