//! Tells other processes what happens here, and hears what they tell: by the carrier of
//! the settings first, and what that may not have brought to all, by the database.

use crate::Inner;
use async_trait::async_trait;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;
use store::carrier::{Carrier, Tiding, Wanted};
use store::door::Carrying;
use store::owners::Hint;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};

/// So many hints are told at once.
const TOLD_AT_ONCE: usize = 256;
/// A process that is so many hints behind is told that it missed some.
const BACKLOG: usize = 1_024;

/// Who carries what processes tell each other.
pub(crate) struct Telling {
    /// In the order in which they are tried; the last one is the database.
    carriers: Vec<Arc<dyn Carrier>>,
    hints: mpsc::UnboundedSender<Tiding>,
    to_tell: Mutex<Option<mpsc::UnboundedReceiver<Tiding>>>,
}

impl Telling {
    pub fn new(store: Arc<dyn Store>, carrier: Option<Arc<dyn Carrier>>) -> Self {
        let (hints, to_tell) = mpsc::unbounded_channel();
        let database: Arc<dyn Carrier> = Arc::new(Notifications { store });
        let carriers = carrier.into_iter().chain([database]).collect();
        Self { carriers, hints, to_tell: Mutex::new(Some(to_tell)) }
    }

    /// Gives others a hint, in the background.
    pub fn hint(&self, tiding: Tiding) {
        // It is received as long as the worker lives.
        let _ = self.hints.send(tiding);
    }

    /// Tells others; what one carrier does not bring to all, the next one tries.
    pub async fn tell(&self, mut tidings: Vec<Tiding>) {
        for carrier in &self.carriers {
            if tidings.is_empty() {
                return;
            }
            tidings = carrier.tell(tidings).await;
        }
        if !tidings.is_empty() {
            tracing::debug!(tidings = tidings.len(), "other processes could not be told");
        }
    }

    /// What this process wants to hear from now on.
    pub fn attend(&self, wanted: &Wanted) {
        self.carriers.iter().for_each(|carrier| carrier.attend(wanted.clone()));
    }

    /// How they fare.
    pub fn state(&self) -> Vec<Carrying> {
        let state = |carrier: &Arc<dyn Carrier>| Carrying { name: carrier.name().into(), problem: carrier.problem() };
        self.carriers.iter().map(state).collect()
    }
}

/// Gives hints and gathers those of others, until the lease ends; gives what is heard.
pub(crate) fn work(inner: &Arc<Inner>) -> mpsc::Receiver<Hint> {
    let telling = &inner.telling;
    if let Some(to_tell) = telling.to_tell.lock().unwrap_or_else(PoisonError::into_inner).take() {
        inner.lease.spawn(give(inner.clone(), to_tell));
    }
    let (heard, hints) = mpsc::channel(BACKLOG);
    for carrier in &telling.carriers {
        inner.lease.spawn(hear(carrier.hints(), heard.clone()));
    }
    hints
}

async fn give(inner: Arc<Inner>, mut to_tell: mpsc::UnboundedReceiver<Tiding>) {
    let mut tidings: Vec<Tiding> = Vec::new();
    while to_tell.recv_many(&mut tidings, TOLD_AT_ONCE).await > 0 {
        let mut once: Vec<Tiding> = Vec::with_capacity(tidings.len());
        for tiding in tidings.drain(..) {
            if !once.contains(&tiding) {
                once.push(tiding);
            }
        }
        inner.telling.tell(once).await;
    }
}

async fn hear(mut hints: broadcast::Receiver<Hint>, heard: mpsc::Sender<Hint>) {
    loop {
        let hint = match hints.recv().await {
            Ok(hint) => hint,
            Err(RecvError::Lagged(_)) => Hint::Connected,
            Err(RecvError::Closed) => return,
        };
        if heard.send(hint).await.is_err() {
            return;
        }
    }
}

/// Notifications of the database, many in a transaction of their own.
struct Notifications {
    store: Arc<dyn Store>,
}

impl std::fmt::Debug for Notifications {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Notifications")
    }
}

#[async_trait]
impl Carrier for Notifications {
    fn name(&self) -> &'static str {
        "postgres"
    }

    async fn tell(&self, tidings: Vec<Tiding>) -> Vec<Tiding> {
        // A beat that is worth to follow says so itself.
        let told: Vec<Tiding> = tidings.iter().filter(|tiding| **tiding != Tiding::Beat).cloned().collect();
        if told.is_empty() {
            return Vec::new();
        }
        match self.store.tell(told).await {
            Ok(()) => Vec::new(),
            Err(error) => {
                tracing::debug!(%error, "the database could not tell others what happens");
                tidings
            }
        }
    }

    fn attend(&self, _wanted: Wanted) {}

    fn hints(&self) -> broadcast::Receiver<Hint> {
        self.store.hints()
    }

    fn problem(&self) -> Option<String> {
        (!self.store.is_hearing()).then(|| "notifications of the database are not heard".to_owned())
    }
}
