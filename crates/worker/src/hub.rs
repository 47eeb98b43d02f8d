//! Who watches what happens to runs, here and at other processes. What others watch goes
//! to them in batches, as notifications of the database; what is too much for that makes
//! them fetch anew.

use crate::Inner;
use flow::id::{OwnerId, WorkspaceId};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::door::LiveEvent;
use tokio::sync::{broadcast, mpsc};

/// A watcher who is this many events behind is told to fetch anew.
const BACKLOG: usize = 4_096;
/// Events for other processes are gathered for so long.
const GATHERED: Duration = Duration::from_millis(40);
/// So many events are gathered at most.
const GATHERED_MOST: usize = 4_096;
/// A notification of PostgreSQL is shorter than 8,000 bytes.
const TEXT_BYTES: usize = 7_900;
/// So many notifications are sent at once; beyond them watchers fetch anew.
const TEXTS_MOST: usize = 24;

type Far = (WorkspaceId, LiveEvent);

/// Who watches which workspace.
pub(crate) struct LiveHub {
    channels: Mutex<HashMap<WorkspaceId, broadcast::Sender<LiveEvent>>>,
    elsewhere: Mutex<HashSet<WorkspaceId>>,
    /// How many workspaces are watched, read without a lock on the hot path.
    watched: AtomicUsize,
    far: mpsc::UnboundedSender<Far>,
    to_send: Mutex<Option<mpsc::UnboundedReceiver<Far>>>,
}

impl Default for LiveHub {
    fn default() -> Self {
        let (far, to_send) = mpsc::unbounded_channel();
        Self {
            channels: Mutex::default(),
            elsewhere: Mutex::default(),
            watched: AtomicUsize::new(0),
            far,
            to_send: Mutex::new(Some(to_send)),
        }
    }
}

/// Where to tell what happens in a workspace.
pub(crate) struct Watchers {
    workspace: WorkspaceId,
    here: Option<broadcast::Sender<LiveEvent>>,
    elsewhere: Option<mpsc::UnboundedSender<Far>>,
}

impl Watchers {
    /// Tells them.
    pub fn send(&self, event: LiveEvent) {
        if let Some(elsewhere) = &self.elsewhere {
            // It is received as long as the worker lives.
            let _ = elsewhere.send((self.workspace, event.clone()));
        }
        if let Some(here) = &self.here {
            // Fails only if the last watcher left just now.
            let _ = here.send(event);
        }
    }
}

impl LiveHub {
    /// Everything that happens in this workspace from now on.
    pub fn watch(&self, workspace: WorkspaceId) -> broadcast::Receiver<LiveEvent> {
        let mut channels = lock(&self.channels);
        channels.retain(|_, sender| sender.receiver_count() > 0);
        let receiver = channels.entry(workspace).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe();
        self.watched.store(channels.len() + lock(&self.elsewhere).len(), Ordering::Release);
        receiver
    }

    /// Where to tell what happens in this workspace; None if nobody watches.
    pub fn watchers(&self, workspace: WorkspaceId) -> Option<Watchers> {
        if self.watched.load(Ordering::Acquire) == 0 {
            return None;
        }
        let here = lock(&self.channels).get(&workspace).filter(|sender| sender.receiver_count() > 0).cloned();
        let elsewhere = lock(&self.elsewhere).contains(&workspace).then(|| self.far.clone());
        (here.is_some() || elsewhere.is_some()).then_some(Watchers { workspace, here, elsewhere })
    }

    /// The workspaces somebody watches at this process.
    pub fn watched_here(&self) -> Vec<WorkspaceId> {
        let channels = lock(&self.channels);
        channels.iter().filter(|(_, sender)| sender.receiver_count() > 0).map(|(workspace, _)| *workspace).collect()
    }

    /// Notes what is watched at other processes.
    pub fn watch_elsewhere(&self, workspaces: Vec<WorkspaceId>) {
        let channels = lock(&self.channels);
        let mut elsewhere = lock(&self.elsewhere);
        *elsewhere = workspaces.into_iter().collect();
        self.watched.store(channels.len() + elsewhere.len(), Ordering::Release);
    }

    /// Passes on what another process tells.
    pub fn heard(&self, text: &str, own: Option<OwnerId>) {
        let Ok(told) = serde_json::from_str::<Told<LiveEvent>>(text) else { return };
        let channel = lock(&self.channels).get(&told.workspace).cloned();
        let (Some(channel), true) = (channel, Some(told.from) != own) else { return };
        for event in told.events {
            // Fails only if the last watcher left just now.
            let _ = channel.send(event);
        }
    }
}

/// What one process tells others.
#[derive(Serialize, Deserialize)]
struct Told<E> {
    from: OwnerId,
    workspace: WorkspaceId,
    events: Vec<E>,
}

/// Sends other processes what they watch, until the lease ends.
pub(crate) fn tell_others(inner: &Arc<Inner>) {
    if let Some(to_send) = lock(&inner.live.to_send).take() {
        inner.lease.spawn(send(inner.clone(), to_send));
    }
}

async fn send(inner: Arc<Inner>, mut to_send: mpsc::UnboundedReceiver<Far>) {
    let mut events = Vec::new();
    while to_send.recv_many(&mut events, GATHERED_MOST).await > 0 {
        tokio::time::sleep(GATHERED).await;
        while events.len() < GATHERED_MOST {
            let Ok(event) = to_send.try_recv() else { break };
            events.push(event);
        }
        let Some(from) = inner.lease.owner() else { continue };
        let texts = texts(from, std::mem::take(&mut events));
        if let Err(error) = inner.store.tell_live(texts).await {
            tracing::debug!(%error, "what happens could not be told to other processes");
        }
    }
}

/// The events as texts that fit into a notification each.
fn texts(from: OwnerId, events: Vec<Far>) -> Vec<String> {
    let mut by_workspace: HashMap<WorkspaceId, Vec<String>> = HashMap::new();
    for (workspace, event) in events {
        by_workspace.entry(workspace).or_default().extend(serde_json::to_string(&event).ok());
    }
    by_workspace.into_iter().flat_map(|(workspace, events)| texts_of(from, workspace, &events)).collect()
}

fn texts_of(from: OwnerId, workspace: WorkspaceId, events: &[String]) -> Vec<String> {
    let text = |events: &str| format!("{{\"from\":\"{from}\",\"workspace\":\"{workspace}\",\"events\":[{events}]}}");
    let room = TEXT_BYTES - text("").len();
    let mut texts = Vec::new();
    let mut gathered = String::new();
    for event in events {
        if event.len() > room {
            return vec![text(LAG)];
        }
        if gathered.len() + 1 + event.len() > room {
            texts.push(text(&std::mem::take(&mut gathered)));
        }
        if !gathered.is_empty() {
            gathered.push(',');
        }
        gathered.push_str(event);
    }
    texts.push(text(&gathered));
    if texts.len() > TEXTS_MOST { vec![text(LAG)] } else { texts }
}

/// `LiveEvent::Lag` as it is sent.
const LAG: &str = r#"{"type":"lag"}"#;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each section leaves its map whole, panic or not.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::Timestamp;
    use flow::id::{FlowId, RunId};
    use store::door::LiveRun;
    use uuid::Uuid;

    fn event(error: &str) -> LiveEvent {
        LiveEvent::Run(LiveRun {
            run: RunId(Uuid::from_u128(1)),
            flow: FlowId(Uuid::from_u128(2)),
            status: "failed".into(),
            mode: "manual".into(),
            at: Timestamp(3),
            wake_at: None,
            error: Some(error.to_owned()),
            draft: false,
        })
    }

    fn sent(errors: &[String]) -> Vec<String> {
        let (from, workspace) = (OwnerId(Uuid::from_u128(4)), WorkspaceId(Uuid::from_u128(5)));
        texts(from, errors.iter().map(|error| (workspace, event(error))).collect())
    }

    fn told(texts: &[String]) -> Vec<LiveEvent> {
        let told = texts.iter().map(|text| serde_json::from_str::<Told<LiveEvent>>(text).unwrap());
        told.flat_map(|told| told.events).collect()
    }

    #[test]
    fn events_travel_in_texts_that_fit_and_in_order() {
        let errors: Vec<String> = (0..300).map(|number| format!("{number} {}", "é".repeat(number))).collect();
        let texts = sent(&errors);
        assert!(texts.len() > 1 && texts.iter().all(|text| text.len() <= TEXT_BYTES));
        let arrived = told(&texts).into_iter().map(|event| match event {
            LiveEvent::Run(run) => run.error.unwrap(),
            other => panic!("{other:?}"),
        });
        assert_eq!(arrived.collect::<Vec<_>>(), errors);
    }

    #[test]
    fn what_is_too_much_makes_them_fetch_anew() {
        for errors in [vec!["x".repeat(9_000)], vec!["x".repeat(3_000); 100]] {
            assert!(matches!(told(&sent(&errors))[..], [LiveEvent::Lag]));
        }
    }
}
