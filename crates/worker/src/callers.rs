//! Callers who wait for what a run answers while it works outside. They are told once
//! the record that holds the answer is written; a caller who gives up, or whose run goes
//! on in another process, is told that the run goes on.

use crate::active::Active;
use crate::{Inner, answer, elsewhere, launch};
use flow::id::RunId;
use flow::last::LastAnswer;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::door::{Answer, Launch, Launched, Patience, RunnerError};
use store::runs::RunStatus;
use tokio::sync::oneshot;

/// Those who wait, by the run they wait for.
#[derive(Default)]
pub(crate) struct Callers {
    waiting: Mutex<HashMap<RunId, Caller>>,
    /// How many there are; runs nobody waits for look at nothing else.
    count: AtomicUsize,
}

struct Caller {
    answer: oneshot::Sender<(RunStatus, Answer)>,
    last: Option<LastAnswer>,
}

impl Callers {
    fn lock(&self) -> MutexGuard<'_, HashMap<RunId, Caller>> {
        // Each section leaves the map whole, panic or not.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, run: RunId, last: Option<LastAnswer>) -> Waiting<'_> {
        let (sender, answer) = oneshot::channel();
        self.lock().insert(run, Caller { answer: sender, last });
        self.count.fetch_add(1, Ordering::SeqCst);
        Waiting { callers: self, run, answer }
    }

    /// Tells whoever waits for the run what it has answered, if it has, or how it ended.
    /// Called when all that the run did is written down.
    pub fn tell(&self, active: &Active) {
        if self.count.load(Ordering::SeqCst) == 0 {
            return;
        }
        let status = active.status();
        if active.answer().is_none() && !status.is_final() {
            return;
        }
        let Some(caller) = self.lock().remove(&active.id) else { return };
        let given = active.answer().cloned();
        let answer = given.unwrap_or_else(|| launch::final_answer(active, status, caller.last.as_ref()));
        // Whoever waited may have given up.
        let _ = caller.answer.send((status, answer));
    }
}

/// A caller who waits until this is dropped.
struct Waiting<'a> {
    callers: &'a Callers,
    run: RunId,
    answer: oneshot::Receiver<(RunStatus, Answer)>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.callers.lock().remove(&self.run);
        self.callers.count.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Begins a run and waits for what it answers.
pub(crate) async fn launch(inner: &Arc<Inner>, launch: Launch, patience: Patience) -> Result<Launched, RunnerError> {
    if !inner.lease.performs() {
        return elsewhere::begin_patiently(inner, launch, patience).await;
    }
    let run = launch.run.unwrap_or_else(|| RunId::new(inner.ids.as_ref()));
    let launch = Launch { run: Some(run), wait_for_answer: true, ..launch };
    let mut waiting = inner.callers.wait(run, patience.last);
    let launched = launch::launch(inner, launch).await?;
    let told = tokio::time::timeout(Duration::from_millis(patience.most_ms), &mut waiting.answer).await;
    Ok(match told {
        Ok(Ok((status, answer))) => Launched { run, status, answer },
        _ => launched,
    })
}

/// The answer made of the last items, if the run gave some; None: the usual one.
pub(crate) fn of_last(active: &Active, status: RunStatus, last: Option<&LastAnswer>) -> Option<Answer> {
    let last = last.filter(|_| status == RunStatus::Succeeded)?;
    let node = answer::last_node(&active.run, &active.version.plan, &active.version.document);
    let items = node.and_then(|node| active.run.outputs(0, node)).unwrap_or_default();
    let first_port = items.first().map(|(_, items)| items.clone()).unwrap_or_default();
    Some(answer::of_items(last, &first_port))
}
