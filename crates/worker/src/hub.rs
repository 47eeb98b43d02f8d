//! Who watches what happens to runs, here and at other processes. What others watch goes
//! to them in batches, as texts that a notification of the database can hold; what is too
//! much for that makes them fetch anew, and so does a text that was lost on the way.

use crate::Inner;
use flow::id::{OwnerId, WorkspaceId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::carrier::{LiveText, Tiding};
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
/// What stands around the events of a text is shorter.
const HEAD_BYTES: usize = 200;
/// So many texts are sent at once; beyond them watchers fetch anew.
const TEXTS_MOST: usize = 24;
/// The last texts of so many senders are remembered.
const SENDERS_MOST: usize = 10_000;

type Far = (WorkspaceId, LiveEvent);

/// Who watches which workspace.
pub(crate) struct LiveHub {
    channels: Mutex<HashMap<WorkspaceId, broadcast::Sender<LiveEvent>>>,
    /// At how many other processes somebody watches.
    elsewhere: Mutex<HashMap<WorkspaceId, usize>>,
    /// The number of the last text that came, by sender.
    last: Mutex<HashMap<(OwnerId, WorkspaceId), u64>>,
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
            last: Mutex::default(),
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
        let elsewhere = lock(&self.elsewhere).contains_key(&workspace).then(|| self.far.clone());
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
        elsewhere.clear();
        for workspace in workspaces {
            *elsewhere.entry(workspace).or_default() += 1;
        }
        self.watched.store(channels.len() + elsewhere.len(), Ordering::Release);
    }

    /// Passes on what another process tells. A text may come by two carriers, or not at all.
    pub fn heard(&self, text: &str, own: Option<OwnerId>) {
        let Ok(told) = serde_json::from_str::<Told<LiveEvent>>(text) else { return };
        let channel = lock(&self.channels).get(&told.workspace).cloned();
        let (Some(channel), true) = (channel, Some(told.from) != own) else { return };
        let place = self.place(&told);
        let missed = (place == Place::AfterGap).then_some(LiveEvent::Lag);
        let events = if place == Place::Before { Vec::new() } else { told.events };
        for event in missed.into_iter().chain(events) {
            // Fails only if the last watcher left just now.
            let _ = channel.send(event);
        }
    }

    /// Where a text stands after those that came from the same sender before.
    fn place(&self, told: &Told<LiveEvent>) -> Place {
        if told.number == 0 {
            // A process of an older version does not count.
            return Place::Next;
        }
        let mut last = lock(&self.last);
        if last.len() > SENDERS_MOST {
            last.clear();
        }
        // Who begins to listen has missed nothing.
        let last = last.entry((told.from, told.workspace)).or_insert(told.number - 1);
        if told.number <= *last {
            return Place::Before;
        }
        let is_next = *last + 1 == told.number;
        *last = told.number;
        if is_next { Place::Next } else { Place::AfterGap }
    }

    /// Has all who watch here fetch anew: something may have been lost.
    pub fn fetch_anew(&self) {
        for channel in lock(&self.channels).values() {
            // Fails only if the last watcher left just now.
            let _ = channel.send(LiveEvent::Lag);
        }
    }

    fn watchers_elsewhere(&self, workspace: WorkspaceId) -> usize {
        lock(&self.elsewhere).get(&workspace).copied().unwrap_or_default()
    }
}

/// Where a text stands among those of its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It came already, or later ones did.
    Before,
    Next,
    /// Some between are missing.
    AfterGap,
}

/// What one process tells others.
#[derive(Serialize, Deserialize)]
struct Told<E> {
    from: OwnerId,
    workspace: WorkspaceId,
    /// The sender counts the texts about each workspace.
    #[serde(default)]
    number: u64,
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
    let mut numbers = Numbers::default();
    while to_send.recv_many(&mut events, GATHERED_MOST).await > 0 {
        tokio::time::sleep(GATHERED).await;
        while events.len() < GATHERED_MOST {
            let Ok(event) = to_send.try_recv() else { break };
            events.push(event);
        }
        let Some(from) = inner.lease.owner() else { continue };
        let texts = texts(from, std::mem::take(&mut events), &mut numbers).into_iter();
        let live = texts.map(|(workspace, text)| {
            Tiding::Live(LiveText { workspace, text, watchers: inner.live.watchers_elsewhere(workspace) })
        });
        inner.telling.tell(live.collect()).await;
    }
}

/// The numbers of the texts about each workspace that were sent last.
type Numbers = HashMap<WorkspaceId, u64>;

/// The events as texts that fit into a notification each.
fn texts(from: OwnerId, events: Vec<Far>, numbers: &mut Numbers) -> Vec<(WorkspaceId, String)> {
    let mut by_workspace: HashMap<WorkspaceId, Vec<String>> = HashMap::new();
    for (workspace, event) in events {
        by_workspace.entry(workspace).or_default().extend(serde_json::to_string(&event).ok());
    }
    let mut texts = Vec::new();
    for (workspace, events) in by_workspace {
        let number = numbers.entry(workspace).or_default();
        for events in lists(&events) {
            *number += 1;
            let text = format!(
                "{{\"from\":\"{from}\",\"workspace\":\"{workspace}\",\"number\":{number},\"events\":[{events}]}}"
            );
            texts.push((workspace, text));
        }
    }
    texts
}

/// The events as lists that leave room for the rest of a text.
fn lists(events: &[String]) -> Vec<String> {
    let room = TEXT_BYTES - HEAD_BYTES;
    let mut lists = Vec::new();
    let mut gathered = String::new();
    for event in events {
        if event.len() > room {
            return vec![LAG.to_owned()];
        }
        if gathered.len() + 1 + event.len() > room {
            lists.push(std::mem::take(&mut gathered));
        }
        if !gathered.is_empty() {
            gathered.push(',');
        }
        gathered.push_str(event);
    }
    lists.push(gathered);
    if lists.len() > TEXTS_MOST { vec![LAG.to_owned()] } else { lists }
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
        let events = errors.iter().map(|error| (workspace, event(error))).collect();
        texts(from, events, &mut Numbers::default()).into_iter().map(|(_, text)| text).collect()
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
    /// What a watcher is given when texts come like this: the errors, and `lag`.
    fn given(order: &[usize]) -> Vec<String> {
        let errors: Vec<String> = (0..9).map(|number| number.to_string().repeat(3_000)).collect();
        let texts = sent(&errors);
        let hub = LiveHub::default();
        let mut watcher = hub.watch(WorkspaceId(Uuid::from_u128(5)));
        order.iter().for_each(|place| hub.heard(&texts[*place], None));
        let events = std::iter::from_fn(|| watcher.try_recv().ok());
        let word = |event| match event {
            LiveEvent::Run(run) => run.error.unwrap()[..1].to_owned(),
            _ => "lag".to_owned(),
        };
        events.map(word).collect()
    }

    #[test]
    fn a_text_that_comes_twice_or_too_late_is_told_once() {
        assert_eq!(given(&[0, 0, 1, 0, 1, 2]), ["0", "1", "2", "3", "4", "5"]);
    }

    #[test]
    fn who_missed_a_text_fetches_anew() {
        assert_eq!(given(&[0, 2, 1]), ["0", "1", "lag", "4", "5"]);
        assert_eq!(given(&[3]), ["6", "7"], "who begins to watch has missed nothing");
    }
}
