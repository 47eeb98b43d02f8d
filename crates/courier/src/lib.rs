//! Carries hints and live events between processes by Redis, and counts approximate
//! rates that they share. Redis keeps nothing that matters: it may be away from the
//! start, be killed, flushed or stand still, and whoever uses this goes on without it.
//!
//! One connection speaks (`mouth`) and one listens (`ear`); each is made again for as
//! long as it takes. While either is away, `Courier::problem` says why.

mod ear;
mod mouth;
mod tokens;

use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{OwnerId, WorkspaceId};
use mouth::Mouth;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::carrier::{Carrier, Rates, Tiding, Wanted};
use store::owners::Hint;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

/// A listener who is this many hints behind is told that it missed some.
const BACKLOG: usize = 4_096;
/// Redis answers within this time, or counts as away.
const ANSWER_MOST: Duration = Duration::from_millis(500);
/// A connection is there within this time.
const CONNECT_MOST: Duration = Duration::from_secs(2);
/// After a connection was lost, or could not be made, it is tried again after this long.
const AGAIN: Duration = Duration::from_millis(500);
/// Whether Redis answers is asked this often.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// Carries by Redis. Works in the background until it is dropped.
#[derive(Debug)]
pub struct Courier {
    line: Arc<Line>,
    _working: DropGuard,
}

/// What both connections share.
#[derive(Debug)]
struct Line {
    client: redis::Client,
    prefix: String,
    mouth: Mouth,
    wanted: watch::Sender<Wanted>,
    /// The workspaces that are heard here for certain.
    heard: Mutex<HashSet<WorkspaceId>>,
    hints: broadcast::Sender<Hint>,
    problems: Mutex<Problems>,
}

/// Why a connection does not work; None: it does.
#[derive(Debug)]
struct Problems {
    mouth: Option<String>,
    ear: Option<String>,
}

/// Which of the two connections.
#[derive(Clone, Copy, Debug)]
enum End {
    Mouth,
    Ear,
}

impl Courier {
    /// Begins to connect to this address (`redis://:password@host:port/number`, or
    /// `rediss://` with TLS); what it says is told under names that begin with `prefix`.
    /// It must be called within a runtime.
    ///
    /// Errors: the address cannot be read. Whether Redis is there shows later.
    pub fn start(url: &str, prefix: &str) -> Result<Self, String> {
        // The cause may repeat the address with its password.
        let client = redis::Client::open(url).map_err(|_| {
            "`redis_url` is not an address such as `redis://:password@host:6379` (or `rediss://…` with TLS)".to_owned()
        })?;
        let not_yet = || Some("not connected yet".to_owned());
        let line = Arc::new(Line {
            client,
            prefix: prefix.to_owned(),
            mouth: Mouth::default(),
            wanted: watch::Sender::default(),
            heard: Mutex::default(),
            hints: broadcast::channel(BACKLOG).0,
            problems: Mutex::new(Problems { mouth: not_yet(), ear: not_yet() }),
        });
        let stop = CancellationToken::new();
        tokio::spawn(stop.clone().run_until_cancelled_owned(mouth::keep(line.clone())));
        tokio::spawn(stop.clone().run_until_cancelled_owned(ear::keep(line.clone())));
        Ok(Self { line, _working: stop.drop_guard() })
    }
}

#[async_trait]
impl Rates for Courier {
    async fn take(&self, key: &str, per_minute: u32, now: Timestamp) -> Option<bool> {
        tokens::take(&self.line, key, per_minute, now).await
    }
}

#[async_trait]
impl Carrier for Courier {
    fn name(&self) -> &'static str {
        "redis"
    }

    async fn tell(&self, tidings: Vec<Tiding>) -> Vec<Tiding> {
        mouth::tell(&self.line, tidings).await
    }

    fn attend(&self, wanted: Wanted) {
        self.line.wanted.send_if_modified(|present| {
            let is_new = *present != wanted;
            *present = wanted;
            is_new
        });
    }

    fn hints(&self) -> broadcast::Receiver<Hint> {
        self.line.hints.subscribe()
    }

    fn problem(&self) -> Option<String> {
        let problems = lock(&self.line.problems);
        problems.mouth.clone().or_else(|| problems.ear.clone())
    }
}

impl Line {
    /// Where everybody listens.
    fn to_all(&self) -> String {
        format!("{}:all", self.prefix)
    }

    /// Where those listen who begin runs.
    fn to_beginners(&self) -> String {
        format!("{}:begin", self.prefix)
    }

    /// Where this owner listens.
    fn to_owner(&self, owner: OwnerId) -> String {
        format!("{}:to:{}", self.prefix, owner.0)
    }

    /// Where those listen who watch this workspace.
    fn about(&self, workspace: WorkspaceId) -> String {
        format!("{}:live:{}", self.prefix, workspace.0)
    }

    /// Notes how a connection fares; what this process says of itself changes with it.
    fn note(&self, end: End, problem: Option<String>) {
        let mut problems = lock(&self.problems);
        let noted = match end {
            End::Mouth => &mut problems.mouth,
            End::Ear => &mut problems.ear,
        };
        if *noted == problem {
            return;
        }
        match &problem {
            None => tracing::info!(?end, "Redis is there"),
            Some(reason) => tracing::warn!(?end, reason, "Redis is away; the database carries what it did"),
        }
        *noted = problem;
        drop(problems);
        // Nobody may listen yet.
        let _ = self.hints.send(Hint::Beat);
    }
}

/// What Redis says without what it was asked.
fn reason(error: &redis::RedisError) -> String {
    match error.kind() {
        redis::ErrorKind::AuthenticationFailed => "Redis refuses the password".to_owned(),
        _ => match error.code() {
            Some("NOAUTH" | "WRONGPASS") => "Redis refuses the password".to_owned(),
            _ => error.to_string(),
        },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each section leaves its value whole, panic or not.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
