//! Asks other processes: to do something with a run they own, or to begin one. The
//! question is a row of the store's inbox, so neither side has to reach the other; the
//! one who asks waits for the answer, and what takes too long is taken back if it can be.

mod wire;

use crate::launch::{self, Origin};
use crate::registry::Mail;
use crate::telling::Telling;
use crate::{Inner, actor, answer, callers};
use engine::Event;
use flow::id::{MailId, OwnerId, RunId, WorkspaceId};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::StoreError;
use store::carrier::Tiding;
use store::door::{Launch, Launched, Patience, RunnerError};
use store::inbox;
use store::runs::RunStatus;
use tokio::sync::{Notify, mpsc, oneshot};
use wire::{Beginning, Question, Reply, refusal, reply_of};

/// Longer than it takes until the runs of a process that died are another one's.
const PATIENCE: Duration = Duration::from_secs(15);
/// While answers are waited for, it is looked for them after these times though nobody
/// said that one has come.
const LOOK_MS: [u64; 5] = [25, 50, 100, 200, 400];
/// So many questions are taken at once.
const TAKEN_AT_ONCE: u32 = 256;

/// An answer and the question it is to.
type Given = (MailId, Vec<u8>);

/// The questions of this process that are not answered, and the answers it gives.
pub(crate) struct Elsewhere {
    waiting: Mutex<HashMap<MailId, oneshot::Sender<Vec<u8>>>>,
    /// Who asked what this process has not answered.
    askers: Mutex<HashMap<MailId, OwnerId>>,
    answer: Notify,
    mail: Notify,
    given: mpsc::UnboundedSender<Given>,
    to_give: Mutex<Option<mpsc::UnboundedReceiver<Given>>>,
}

impl Default for Elsewhere {
    fn default() -> Self {
        let (given, to_give) = mpsc::unbounded_channel();
        Self {
            waiting: Mutex::default(),
            askers: Mutex::default(),
            answer: Notify::new(),
            mail: Notify::new(),
            given,
            to_give: Mutex::new(Some(to_give)),
        }
    }
}

impl Elsewhere {
    /// An answer may have come.
    pub fn answer_has_come(&self) {
        self.answer.notify_one();
    }

    /// Something may be asked of this process.
    pub fn mail_has_come(&self) {
        self.mail.notify_one();
    }

    /// Says that the run is not as it would have to be for what was asked.
    pub fn refuse(&self, id: MailId, error: &RunnerError) {
        self.give(id, &reply_of(Err(error)));
    }

    /// Nobody of this process waits any more, and nobody waits for it.
    pub fn clear(&self) {
        self.lock().clear();
        self.askers().clear();
    }

    /// Tells those who asked that their answers are written.
    pub fn answered(&self, mail: impl Iterator<Item = MailId>, telling: &Telling) {
        let mut askers = self.askers();
        mail.filter_map(|id| askers.remove(&id)).for_each(|asker| telling.hint(Tiding::Answer(asker)));
    }

    fn askers(&self) -> MutexGuard<'_, HashMap<MailId, OwnerId>> {
        // Each section leaves the map whole, panic or not.
        self.askers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, id: MailId, reply: &Reply) {
        match rmp_serde::to_vec(reply) {
            // It is received as long as the worker lives.
            Ok(bytes) => drop(self.given.send((id, bytes))),
            Err(error) => tracing::error!(%error, "an answer for another process cannot be packed"),
        }
    }

    fn is_waiting(&self) -> bool {
        !self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<MailId, oneshot::Sender<Vec<u8>>>> {
        // Each section leaves the map whole, panic or not.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells a run of another process something; returns when that is durable there.
pub(crate) async fn tell(inner: &Inner, workspace: WorkspaceId, run: RunId, event: Event) -> Result<(), RunnerError> {
    match ask(inner, workspace, Some(run), &Question::Tell(event)).await? {
        None => Ok(()),
        Some(reply) => refusal(reply),
    }
}

/// Has another process begin a run; returns what it would.
pub(crate) async fn begin(inner: &Inner, launch: Launch, origin: Origin) -> Result<Launched, RunnerError> {
    begin_and_wait(inner, launch, origin, None).await
}

/// Has another process begin a run and wait for its answer.
pub(crate) async fn begin_patiently(
    inner: &Inner,
    launch: Launch,
    patience: Patience,
) -> Result<Launched, RunnerError> {
    begin_and_wait(inner, launch, Origin::default(), Some(patience)).await
}

async fn begin_and_wait(
    inner: &Inner,
    launch: Launch,
    origin: Origin,
    patience: Option<Patience>,
) -> Result<Launched, RunnerError> {
    let workspace = launch.workspace;
    let run = launch.run.unwrap_or_else(|| RunId::new(inner.ids.as_ref()));
    let longer = Duration::from_millis(patience.as_ref().map_or(0, |patience| patience.most_ms));
    let mut beginning = Beginning::of(launch, origin, run);
    beginning.patience = patience;
    match ask_for(inner, workspace, None, &Question::Begin(Box::new(beginning)), PATIENCE + longer).await? {
        Some(Reply::Begun { run, status, answer }) => {
            let status = RunStatus::from_number(i64::from(status)).unwrap_or(RunStatus::Running);
            Ok(Launched { run, status, answer })
        }
        Some(reply) => refusal(reply),
        None => Err(unavailable("the answer of another process cannot be read")),
    }
}

fn unavailable(text: impl Into<String>) -> RunnerError {
    StoreError::Unavailable(text.into()).into()
}

/// Asks and waits for the answer; None: it is done.
async fn ask(
    inner: &Inner,
    workspace: WorkspaceId,
    run: Option<RunId>,
    question: &Question,
) -> Result<Option<Reply>, RunnerError> {
    ask_for(inner, workspace, run, question, PATIENCE).await
}

/// Asks and waits so long for the answer.
async fn ask_for(
    inner: &Inner,
    workspace: WorkspaceId,
    run: Option<RunId>,
    question: &Question,
    patience: Duration,
) -> Result<Option<Reply>, RunnerError> {
    let Some(asker) = inner.lease.owner() else { return Err(unavailable("this process has no lease")) };
    let body = rmp_serde::to_vec(question).map_err(|error| unavailable(error.to_string()))?;
    let id = MailId::new(inner.ids.as_ref());
    let (sender, answer) = oneshot::channel();
    inner.elsewhere.lock().insert(id, sender);
    let waiting = Waiting { elsewhere: &inner.elsewhere, id };
    let owner = inner.store.post(inbox::Mail { id, asker, workspace, run, body }).await?;
    // A run that nobody owns is taken over with a beat, and its mail then.
    if run.is_none() || owner.is_some() {
        inner.telling.hint(Tiding::Mail(owner));
    }
    // Somebody has to look now and then, too.
    inner.elsewhere.answer_has_come();
    let answered = tokio::time::timeout(patience, answer).await;
    drop(waiting);
    match answered {
        Ok(Ok(bytes)) if bytes.is_empty() => Ok(None),
        Ok(Ok(bytes)) => read(&bytes).map(Some),
        Ok(Err(_)) => Err(unavailable("this process lost its lease; try again")),
        Err(_) => Err(match inner.store.withdraw_mail(id).await? {
            true => unavailable("no process takes this at the moment; nothing was done"),
            false => unavailable("the process that took this does not answer; it may still be done"),
        }),
    }
}

/// Waits for an answer until it is dropped.
struct Waiting<'a> {
    elsewhere: &'a Elsewhere,
    id: MailId,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.elsewhere.lock().remove(&self.id);
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RunnerError> {
    rmp_serde::from_slice(bytes)
        .map_err(|error| StoreError::Damaged(format!("what another process wrote cannot be read: {error}")).into())
}

/// Receives answers, deals with what is asked, and gives answers, until the worker stops.
pub(crate) fn work(inner: &Arc<Inner>) {
    let to_give = inner.elsewhere.to_give.lock().unwrap_or_else(PoisonError::into_inner).take();
    inner.lease.spawn(receive_answers(inner.clone()));
    if let Some(to_give) = to_give {
        inner.lease.spawn(give_answers(inner.clone(), to_give));
    }
    inner.lease.spawn(take_mail(inner.clone()));
}

async fn receive_answers(inner: Arc<Inner>) {
    let mut looks = 0;
    loop {
        let pause = LOOK_MS.get(looks).or(LOOK_MS.last()).copied().unwrap_or_default();
        let is_told = if inner.elsewhere.is_waiting() {
            tokio::time::timeout(Duration::from_millis(pause), inner.elsewhere.answer.notified()).await.is_ok()
        } else {
            inner.elsewhere.answer.notified().await;
            true
        };
        looks = if is_told { 0 } else { looks + 1 };
        let (Some(owner), true) = (inner.lease.owner(), inner.elsewhere.is_waiting()) else { continue };
        // What cannot be read now is read with the next look.
        for (id, bytes) in inner.store.answers(owner).await.unwrap_or_default() {
            if let Some(sender) = inner.elsewhere.lock().remove(&id) {
                // Whoever asked may have given up.
                let _ = sender.send(bytes);
            }
        }
    }
}

async fn give_answers(inner: Arc<Inner>, mut to_give: mpsc::UnboundedReceiver<(MailId, Vec<u8>)>) {
    let mut answers = Vec::new();
    while to_give.recv_many(&mut answers, 256).await > 0 {
        let mut pauses = LOOK_MS.iter();
        while let Err(error) = inner.store.answer_mail(answers.clone()).await {
            let Some(pause) = pauses.next() else {
                // Whoever asked hears nothing and asks again.
                tracing::warn!(%error, "answers for other processes cannot be written");
                break;
            };
            tokio::time::sleep(Duration::from_millis(*pause)).await;
        }
        inner.elsewhere.answered(answers.drain(..).map(|(id, _)| id), &inner.telling);
    }
}

async fn take_mail(inner: Arc<Inner>) {
    loop {
        inner.elsewhere.mail.notified().await;
        while let (Some(owner), true) = (inner.lease.owner(), inner.lease.performs()) {
            // A process that ends leaves it to those that go on.
            if inner.stop.is_cancelled() {
                return;
            }
            let is_busy = inner.registry.len() >= inner.limits.active_runs;
            let taken = match inner.store.take_mail(owner, !is_busy, TAKEN_AT_ONCE).await {
                Ok(taken) => taken,
                Err(error) => {
                    tracing::debug!(%error, "what is asked cannot be read at the moment");
                    break;
                }
            };
            let is_all = taken.len() < TAKEN_AT_ONCE as usize;
            taken.into_iter().for_each(|mail| deal(&inner, owner, mail));
            if is_all {
                break;
            }
        }
    }
}

fn deal(inner: &Arc<Inner>, owner: OwnerId, mail: inbox::Mail) {
    let id = mail.id;
    inner.elsewhere.askers().insert(id, mail.asker);
    match (read(&mail.body), mail.run) {
        (Ok(Question::Tell(event)), Some(run)) => actor::deliver(inner, run, Mail::Asked(event, id)),
        (Ok(Question::Begin(beginning)), None) => {
            let inner = inner.clone();
            inner.tasks.clone().spawn(async move {
                let outcome = begin_here(&inner, *beginning).await;
                // A process that lost its lease, or ends, leaves it to the one that takes it next.
                let is_left = match &outcome {
                    Err(RunnerError::Store(StoreError::Fenced)) => true,
                    Err(RunnerError::Overloaded) => inner.stop.is_cancelled(),
                    _ => inner.lease.owner() != Some(owner),
                };
                if !is_left {
                    inner.elsewhere.give(id, &reply_of(outcome.as_ref().map(Clone::clone)));
                }
            });
        }
        (Ok(_), _) => inner.elsewhere.refuse(id, &RunnerError::Invalid("What is asked makes no sense.".into())),
        (Err(error), _) => inner.elsewhere.refuse(id, &error),
    }
}

async fn begin_here(inner: &Arc<Inner>, beginning: Beginning) -> Result<Launched, RunnerError> {
    let (workspace, run) = (beginning.workspace, beginning.run);
    let patience = beginning.patience.clone();
    let (launch, origin) = beginning.into_launch()?;
    let begun = match patience {
        Some(patience) => callers::launch(inner, launch, patience).await,
        None => launch::begin(inner, launch, origin).await,
    };
    match begun {
        // Another process took this before, began the run, and died before it answered.
        Err(RunnerError::Store(StoreError::Conflict(_))) => begun_before(inner, workspace, run).await,
        Err(RunnerError::Duplicate(row)) if row.run == run => begun_before(inner, workspace, run).await,
        outcome => outcome,
    }
}

async fn begun_before(inner: &Inner, workspace: WorkspaceId, run: RunId) -> Result<Launched, RunnerError> {
    let row = inner.store.run(workspace, run).await?;
    let error = row.error.as_ref().map(|error| error.message.as_str());
    Ok(Launched { run, status: row.status, answer: answer::default(run, row.status, &[], error) })
}
