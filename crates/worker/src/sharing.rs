//! How a process shares a database with others: what it does, and for how long it owns its runs.

use std::sync::Arc;
use std::time::Duration;
use store::carrier::Carrier;

/// What a process does of the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    #[default]
    All,
    /// Serves people, programs and webhooks; others perform the runs.
    Api,
    /// Performs runs.
    Worker,
    /// Turns time into runs, which others perform.
    Scheduler,
}

impl Role {
    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Api => "api",
            Self::Worker => "worker",
            Self::Scheduler => "scheduler",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::All, Self::Api, Self::Worker, Self::Scheduler].into_iter().find(|role| role.name() == name)
    }

    /// Whether it performs runs.
    pub fn performs(self) -> bool {
        matches!(self, Self::All | Self::Worker)
    }

    /// Whether it serves people, programs and webhooks.
    pub fn serves(self) -> bool {
        matches!(self, Self::All | Self::Api)
    }

    /// Whether it looks at schedules.
    pub fn schedules(self) -> bool {
        matches!(self, Self::All | Self::Scheduler)
    }
}

/// How a process shares a database with others.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// What it does.
    pub role: Role,
    /// It shows that it lives this often.
    pub beat: Duration,
    /// It owns its runs for this long without a beat.
    pub lease: Duration,
    /// The name of the machine.
    pub host: String,
    /// The version of the program.
    pub version: String,
    /// Who carries hints and live events besides the database.
    pub carrier: Option<Arc<dyn Carrier>>,
}

impl Default for Sharing {
    fn default() -> Self {
        Self {
            role: Role::All,
            beat: Duration::from_secs(2),
            lease: Duration::from_secs(8),
            host: String::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            carrier: None,
        }
    }
}
