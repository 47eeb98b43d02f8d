//! The actor of an open run: one task that alone holds its state.
//!
//! It takes mail, feeds the engine, makes what happened durable, and only then
//! begins heavy steps, answers and tells the watchers. When nothing runs it
//! leaves memory; mail or its time brings it back.

use crate::Inner;
use crate::active::{Active, Turn};
use crate::child::Caller;
use crate::gate::Seat;
use crate::kept::statics;
use crate::perform::Work;
use crate::registry::{Mail, Mailbox};
use crate::{child, gate, inside, launch, live, perform, recover, snapshot, suspects, waits};
use engine::{Event, StepId};
use flow::id::{MailId, RunId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::door::RunnerError;
use store::runs::{Committed, Record};
use store::{StoreError, StoreResult};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// Pauses between attempts to write while the database cannot, in milliseconds.
const WRITE_AGAIN_MS: [u64; 5] = [5, 50, 250, 1_000, 2_000];
/// A run that could not be read back is tried again after this long.
const READ_AGAIN_MS: i64 = 5_000;

type Reply = oneshot::Sender<Result<(), RunnerError>>;

/// Hands mail to a run, bringing it into memory if it is not there.
pub(crate) fn deliver(inner: &Arc<Inner>, run: RunId, mail: Mail) {
    if let Some(mailbox) = inner.registry.deliver(run, mail) {
        inner.tasks.spawn(load_and_drive(inner.clone(), run, mailbox));
    }
}

async fn load_and_drive(inner: Arc<Inner>, run: RunId, mailbox: Mailbox) {
    match recover::load(&inner, run).await {
        Ok(active) => {
            let seat = inner.seats.take(active.version.workspace);
            drive(inner, active, mailbox, seat).await;
        }
        // Another process has it, or will; or it was deleted.
        Err(RunnerError::Store(StoreError::Fenced | StoreError::NotFound(_))) => {
            inner.registry.forget(run);
            // Whatever the run was to look at, such as an event, its owner finds.
            inner.lease.call_others();
            refuse_all(&inner, mailbox);
        }
        Err(error) => {
            tracing::error!(%run, %error, "a run cannot be read back; it is tried again");
            inner.registry.forget(run);
            inner.wake.add(inner.clock.now().plus_ms(READ_AGAIN_MS), run);
            refuse_all(&inner, mailbox);
        }
    }
}

/// Those of this process who wait hear it from the drop of their mail.
fn refuse_all(inner: &Inner, mut mailbox: Mailbox) {
    while let Ok(mail) = mailbox.try_recv() {
        if let Mail::Asked(_, id) = mail {
            inner
                .elsewhere
                .refuse(id, &StoreError::Unavailable("the run could not be reached; try again".into()).into());
        }
    }
}

/// Lives as long as the run has something to do in memory.
pub(crate) async fn drive(inner: Arc<Inner>, active: Active, mailbox: Mailbox, seat: Seat) {
    let tenure = inner.lease.tenure();
    // Nobody can reach a run of a tenure that ended: it is another one's, or it was accepted
    // under the next one of this process, which then does not know of it yet.
    if mailbox.is_closed() {
        return recover::look_for(inner.clone(), active.id).await;
    }
    let (steps, beginning, asking, turns) = (HashMap::new(), HashSet::new(), HashSet::new(), Vec::new());
    let (replies, heard) = (Vec::new(), Vec::new());
    let actor = Actor { inner, active, mailbox, steps, beginning, asking, turns, replies, heard, _seat: seat };
    tenure.within(actor.live()).await;
}

struct Actor {
    inner: Arc<Inner>,
    active: Active,
    mailbox: Mailbox,
    /// Heavy steps on their way.
    steps: HashMap<StepId, AbortHandle>,
    /// Steps whose child runs are about to be accepted.
    beginning: HashSet<StepId>,
    /// Suspects that wait for their turn.
    asking: HashSet<StepId>,
    /// Suspects that have it.
    turns: Vec<(StepId, suspects::Turn)>,
    /// Those who wait for their mail to be durable.
    replies: Vec<(Reply, Result<(), RunnerError>)>,
    /// What other processes asked; the next record answers it.
    heard: Vec<MailId>,
    /// Counted among the runs of its workspace as long as it is in memory.
    _seat: Seat,
}

impl Actor {
    async fn live(mut self) {
        loop {
            // One time for both: no wait may end whose events were not looked at when it was over.
            let now = self.inner.clock.now();
            waits::heed(&self.inner, &mut self.active, now).await;
            if self.active.is_queued() && self.inner.gate.take_due(self.active.id) {
                self.active.begin_queued();
            }
            // What came while a record was written came before what is due now: a step that
            // has ended in its time must not be found too late.
            self.take_what_is_there();
            self.active.fire_due(now);
            let is_stopping = self.inner.stop.is_cancelled();
            if is_stopping {
                self.active.hold_back();
            }
            inside::settle(&self.inner, &mut self.active).await;
            if self.commit_and_act().await.is_err() {
                return;
            }
            if self.steps.is_empty() && self.active.must_commit(true) {
                // What was abandoned just now was the last that kept a flow of class `fast` from writing.
                continue;
            }
            if self.active.run.status().is_over() || (is_stopping && self.steps.is_empty()) {
                return self.end();
            }
            if self.active.has_more() {
                // A long loop must hear of a cancel.
                self.take_what_is_there();
                self.active.go_on();
                continue;
            }
            if self.active.waits.is_to_look() {
                continue;
            }
            let is_at_rest = self.steps.is_empty() && self.beginning.is_empty() && self.asking.is_empty();
            if is_at_rest && self.may_sleep() {
                return;
            }
            self.wait_for_mail().await;
        }
    }

    /// Writes down what happened, then does and shows what follows from it.
    async fn commit_and_act(&mut self) -> Result<(), ()> {
        let is_idle = self.steps.is_empty() || !self.replies.is_empty() || !self.heard.is_empty();
        if self.active.must_commit(is_idle) {
            self.commit().await?;
            statics::settle(&self.inner, &self.active).await;
        }
        self.inner.callers.tell(&self.active);
        let turn = self.active.turn();
        self.act(turn);
        for (reply, result) in self.replies.drain(..) {
            // Whoever asked may have given up waiting.
            let _ = reply.send(result);
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), ()> {
        launch::start_error_flow(&self.inner, &self.active).await;
        snapshot::prepare(&self.inner, &mut self.active).await;
        self.let_abandoned_begin().await;
        let id = self.active.id;
        while let Err(error) = statics::write(&self.inner, &self.active).await {
            tracing::warn!(run = %id, %error, "the database cannot write; the run waits");
            tokio::time::sleep(Duration::from_millis(WRITE_AGAIN_MS[2])).await;
        }
        let record = match self.active.record(None) {
            Ok(record) => Record { heard: self.heard.clone(), ..record },
            Err(error) => return self.give_up(&error),
        };
        let mut pauses = WRITE_AGAIN_MS.iter().chain(std::iter::repeat(&WRITE_AGAIN_MS[4]));
        // Whether it was given before and nobody knows what became of it.
        let mut may_be_written = false;
        loop {
            let begun = Instant::now();
            let outcome = self.inner.store.commit(record.clone()).await;
            self.inner.pressure.committed(begun.elapsed());
            match outcome {
                Ok(Committed::Durable) => {
                    self.active.committed();
                    self.answered();
                    return Ok(());
                }
                // What has to be done about it the new owner does.
                Err(StoreError::Fenced) => {
                    self.heard.clear();
                    self.inner.registry.forget(id);
                    return Err(());
                }
                // Nothing follows from what is not written, so waiting loses nothing.
                Err(error @ (StoreError::Overloaded | StoreError::Unavailable(_))) => {
                    may_be_written |= matches!(error, StoreError::Unavailable(_));
                    let pause_ms = pauses.next().copied().unwrap_or(2_000);
                    tracing::warn!(run = %id, pause_ms, "the database cannot write; the run waits");
                    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                }
                Err(StoreError::Conflict(reason)) if may_be_written => match self.is_written(&record).await {
                    Ok(true) => {
                        self.active.committed();
                        self.answered();
                        return Ok(());
                    }
                    Ok(false) => return self.give_up(&StoreError::Conflict(reason)),
                    // Whoever cannot be asked is asked again.
                    Err(_) => tokio::time::sleep(Duration::from_millis(WRITE_AGAIN_MS[0])).await,
                },
                Ok(Committed::Duplicate(_)) => {
                    return self.give_up(&StoreError::Conflict("an open run was refused as a duplicate".into()));
                }
                Err(error) => return self.give_up(&error),
            }
        }
    }

    /// Tells other processes that what they asked is done: it was written with the record.
    fn answered(&mut self) {
        self.inner.elsewhere.answered(self.heard.drain(..), &self.inner.telling);
    }

    /// Whether a record is the run's last one: its answer was lost, not the record.
    async fn is_written(&self, record: &Record) -> StoreResult<bool> {
        let (row, chunks) = self.inner.store.load_run(record.run).await?;
        Ok(row.next_sequence == record.sequence + 1 && chunks.last().is_some_and(|chunk| *chunk == record.chunk))
    }

    /// The wish to cancel a child is written in its row, so that must be there first.
    async fn let_abandoned_begin(&mut self) {
        while self.active.abandoned_children().any(|step| self.beginning.contains(&step)) {
            let Some(mail) = self.mailbox.recv().await else { return };
            self.take(mail);
        }
    }

    /// The state in memory cannot be trusted any more: begin again from what is written.
    fn give_up(&mut self, error: &StoreError) -> Result<(), ()> {
        let id = self.active.id;
        tracing::error!(run = %id, %error, "a record was refused; the run is read back");
        self.abort_steps();
        self.inner.registry.forget(id);
        self.inner.wake.add(self.inner.clock.now().plus_ms(READ_AGAIN_MS), id);
        Err(())
    }

    fn act(&mut self, turn: Turn) {
        for step in &turn.abandon {
            if let Some(handle) = self.steps.remove(step) {
                handle.abort();
            }
        }
        live::tell(&self.inner, &mut self.active, turn.changes);
        for key in turn.cancel {
            child::cancel(&self.inner, &self.active, key);
        }
        for request in turn.begin {
            self.beginning.insert(request.step);
            child::spawn(&self.inner, Caller::of(&self.active), request);
        }
        let now = self.inner.clock.now();
        let perform = turn.perform.into_iter().map(|request| (request, Work::Perform));
        for (request, work) in perform.chain(turn.look_up.into_iter().map(|request| (request, Work::LookUp))) {
            let step = request.step;
            let handle = perform::begin_heavy(&self.inner, &self.active, request, work, now);
            self.steps.insert(step, handle);
        }
        for step in turn.suspects {
            self.asking.insert(step);
            suspects::ask(&self.inner, self.active.id, step);
        }
        self.turns.retain(|(step, _)| self.active.needs_its_turn(*step));
    }

    fn may_sleep(&self) -> bool {
        // The entry comes first: were the actor gone before, the time could pass unseen.
        if let Some(at) = self.active.wake_at() {
            self.inner.wake.add(at, self.active.id);
        }
        self.inner.registry.leave(self.active.id, &self.mailbox)
    }

    async fn wait_for_mail(&mut self) {
        let due_ms = self.active.wake_at().map(|at| at.since_ms(self.inner.clock.now()).max(0).unsigned_abs());
        let timer = async {
            match due_ms {
                Some(due_ms) => tokio::time::sleep(Duration::from_millis(due_ms)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // What has happened comes before what is due, whenever both are there.
            biased;
            mail = self.mailbox.recv() => {
                if let Some(mail) = mail {
                    self.take(mail);
                }
                // More mail that is there already goes into the same record.
                self.take_what_is_there();
            }
            () = timer => {}
        }
    }

    fn take_what_is_there(&mut self) {
        while let Ok(mail) = self.mailbox.try_recv() {
            self.take(mail);
        }
    }

    fn take(&mut self, mail: Mail) {
        match mail {
            Mail::Finished { step, event, messages } => {
                self.steps.remove(&step);
                // Messages of an abandoned step went out all the same: their receipts must find the run.
                self.active.add_messages(messages);
                self.active.feed(event);
            }
            Mail::Outside(event, reply) => {
                let changed = self.active.feed(event);
                let refused = || RunnerError::WrongState("The run does not wait for this any more.".into());
                self.replies.push((reply, if changed { Ok(()) } else { Err(refused()) }));
            }
            Mail::Asked(event, id) => {
                if self.active.feed(event) {
                    self.heard.push(id);
                } else {
                    let text = "The run does not wait for this any more.";
                    self.inner.elsewhere.refuse(id, &RunnerError::WrongState(text.into()));
                }
            }
            Mail::Child { step, ended } => {
                self.beginning.remove(&step);
                if let Some(result) = ended {
                    self.active.feed(Event::ChildEnded { step, result });
                }
            }
            Mail::Turn { step, turn } => {
                self.asking.remove(&step);
                if self.active.give_turn(step) {
                    self.turns.push((step, turn));
                }
            }
            Mail::Cancel => child::heed_cancel(&mut self.active),
            Mail::Wake => self.active.waits.look_again(),
        }
    }

    fn end(mut self) {
        self.abort_steps();
        self.inner.registry.forget(self.active.id);
        if self.active.run.status().is_over() {
            child::tell_parent(&self.inner, &self.active);
            gate::ended(&self.inner, &self.active);
        }
        // No mail comes after that; what is there came too late.
        while let Ok(mail) = self.mailbox.try_recv() {
            match mail {
                Mail::Outside(_, reply) => drop(reply.send(Err(self.too_late()))),
                // Where the process ends, the next owner of the run takes it.
                Mail::Asked(_, id) if self.active.run.status().is_over() => {
                    self.inner.elsewhere.refuse(id, &self.too_late());
                }
                _ => {}
            }
        }
    }

    fn too_late(&self) -> RunnerError {
        if self.active.run.status().is_over() {
            return RunnerError::WrongState("The run has ended already.".into());
        }
        StoreError::Unavailable("the server is stopping; try again".into()).into()
    }

    fn abort_steps(&mut self) {
        for (_, handle) in self.steps.drain() {
            handle.abort();
        }
    }
}

impl Drop for Actor {
    /// An actor may be dropped wherever it is, when the lease is lost.
    fn drop(&mut self) {
        self.abort_steps();
        for id in self.heard.drain(..) {
            let error = StoreError::Unavailable("the run could not be reached; try again".into());
            self.inner.elsewhere.refuse(id, &error.into());
        }
    }
}
