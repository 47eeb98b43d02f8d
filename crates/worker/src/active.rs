//! A run in memory: feeds the engine, performs light nodes at once, and gathers
//! what has to be written down before anything of it may be seen outside.

use crate::Limits;
use crate::child::{Caller, ChildRequest};
use crate::kept::Kept;
use crate::pack::{self, Logged};
use crate::snapshot::Journal;
use crate::version::Version;
use crate::waits::Ledger;
use crate::{child, live, waits};
use engine::event::Inside;
use engine::{Command, Effects, Event, Run, StepError, StepId, StepRequest};
use flow::document::Durability;
use flow::id::RunId;
use flow::{Clock, Items, NodeId, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;
use store::StoreResult;
use store::door::{Answer, LiveEvent};
use store::messages::NewMessage;
use store::runs::{Accept, IdempotencyKey, Parent, Record, RunError, RunMode, RunRow, RunStatus};
use tokio::time::Instant;

mod most;
mod size;
mod steps;
mod suspects;

use most::Most;
use suspects::Suspects;

/// A run in memory.
pub(crate) struct Active {
    pub id: RunId,
    pub version: Arc<Version>,
    pub run: Run,
    pub mode: RunMode,
    /// What it sees of what is kept beyond it.
    pub kept: Arc<Kept>,
    /// The run that began it.
    pub parent: Option<Parent>,
    is_resumed: bool,
    clock: Arc<dyn Clock>,
    sequence: u32,
    accept: Option<Accept>,
    log: Vec<Logged>,
    messages: Vec<NewMessage>,
    effects: Effects,
    commands: VecDeque<Command>,
    heavy: Vec<StepRequest>,
    /// Steps whose other side is to be asked what became of them.
    look_ups: Vec<StepRequest>,
    /// Steps that may be what ends the process: each waits for its turn to be performed alone.
    suspects: Suspects,
    /// Light steps, too, begin only once it is written that they do.
    is_careful: bool,
    children: Vec<ChildRequest>,
    abandoned: Vec<StepId>,
    /// Steps whose child runs are no longer wanted.
    abandoned_children: Vec<StepId>,
    answer: Option<Answer>,
    changes: Vec<LiveEvent>,
    /// Nobody who watches has heard of the run.
    is_news: bool,
    /// Something came up since the last record.
    is_changed: bool,
    /// About how many bytes of items are in `log`.
    log_bytes: usize,
    /// How many of these are pages of long lists.
    page_bytes: usize,
    bounds: Bounds,
    journal: Journal,
    /// Its waits for events.
    pub waits: Ledger,
    /// How it stands with its turn, if it had to wait for one.
    turn: Turned,
    /// Why what it was triggered with is too much.
    too_much: Option<Box<StepError>>,
    /// The next chunk, if it is a snapshot.
    snapshot: Option<Vec<u8>>,
    /// The size of the chunk given with the last record, and whether it was a snapshot.
    given: (usize, bool),
}

/// How a run stands that had to wait for its turn.
#[derive(Default)]
enum Turned {
    /// It began at once.
    #[default]
    Never,
    /// It waits; so it begins.
    Waits(Box<Event>),
    /// It has begun; the next record puts what happens into the place of how it was to begin.
    Begins,
    /// That is written down.
    Begun,
    /// It was cancelled before its turn came.
    Cancelled,
}

/// How much is gathered between two records, and between two snapshots.
#[derive(Clone, Copy)]
struct Bounds {
    turn_events: usize,
    turn_bytes: usize,
    journal_bytes: usize,
    most: Most,
}

impl Bounds {
    fn of(limits: &Limits) -> Self {
        let Limits { turn_events, turn_size_bytes, journal_size_bytes, .. } = *limits;
        Self { turn_events, turn_bytes: turn_size_bytes, journal_bytes: journal_size_bytes, most: Most::of(limits) }
    }
}

/// What may be done and shown once it is written down.
#[derive(Default)]
pub(crate) struct Turn {
    /// Heavy steps to begin.
    pub perform: Vec<StepRequest>,
    /// Steps whose other side is to be asked what became of them.
    pub look_up: Vec<StepRequest>,
    /// Steps for which a turn alone is to be asked.
    pub suspects: Vec<StepId>,
    /// Steps whose results are no longer wanted.
    pub abandon: Vec<StepId>,
    /// Child runs to begin.
    pub begin: Vec<ChildRequest>,
    /// Names of steps whose child runs are to cancel.
    pub cancel: Vec<String>,
    /// What changed, for those who watch.
    pub changes: Vec<LiveEvent>,
}

impl Active {
    /// A run that begins.
    pub fn begin(id: RunId, version: Arc<Version>, accept: Accept, clock: Arc<dyn Clock>, watched: bool) -> Self {
        let (mode, parent) = (accept.mode, accept.parent.clone());
        let run = Self::with(id, version, Run::new(), mode, clock, watched);
        Self { parent, accept: Some(accept), is_news: true, ..run }
    }

    /// A flow that runs within the run of its caller, of which no record is made.
    pub fn inside(caller: &Caller, version: Arc<Version>, id: RunId, clock: Arc<dyn Clock>) -> Self {
        let parent = Some(Parent { run: caller.id, step: String::new(), depth: caller.depth + 1 });
        Self { parent, ..Self::with(id, version, Run::new(), caller.mode_of_called(), clock, false) }
    }

    /// What happened in it, if it has ended and ended well.
    pub fn ended_inside(self) -> Option<(Items, Inside)> {
        let items = child::result(self.id, &self.version, &self.run).ok().filter(|_| self.run.status().is_over())?;
        let events = self.log.into_iter().map(|logged| (logged.at, logged.event)).collect();
        Some((items, Inside { version: self.version.id, events }))
    }

    /// Whether it was read back, so that what it begins may have been begun before.
    pub fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// The next call that may run within this run; None also if what happened has to be
    /// written down first.
    pub fn next_inside(&mut self) -> Option<ChildRequest> {
        if self.is_full() {
            return None;
        }
        let place = self.children.iter().position(|request| !request.is_apart)?;
        Some(self.children.remove(place))
    }

    /// A call cannot run within this run: a run of its own is begun.
    pub fn begin_apart(&mut self, request: ChildRequest) {
        self.children.push(ChildRequest { is_apart: true, ..request });
    }

    /// Runs of their own are begun for all calls.
    pub fn begin_all_apart(&mut self) {
        self.children.iter_mut().for_each(|request| request.is_apart = true);
    }

    /// A run read back from its chunks.
    pub fn resumed(row: RunRow, version: Arc<Version>, run: Run, clock: Arc<dyn Clock>, watched: bool) -> Self {
        let waits = Ledger::resumed(&version, &run);
        let resumed = Self::with(row.id, version, run, row.mode, clock, watched);
        let mut resumed = Self { parent: row.parent, sequence: row.next_sequence, waits, is_resumed: true, ..resumed };
        if row.cancel_requested {
            child::heed_cancel(&mut resumed);
        }
        resumed
    }

    fn with(id: RunId, version: Arc<Version>, run: Run, mode: RunMode, clock: Arc<dyn Clock>, watched: bool) -> Self {
        Self {
            id,
            version,
            run,
            mode,
            kept: Kept::nothing(),
            parent: None,
            is_resumed: false,
            clock,
            sequence: 0,
            accept: None,
            effects: Effects { watch: watched, ..Effects::default() },
            log: Vec::new(),
            messages: Vec::new(),
            commands: VecDeque::new(),
            heavy: Vec::new(),
            look_ups: Vec::new(),
            suspects: Suspects::default(),
            is_careful: false,
            children: Vec::new(),
            abandoned: Vec::new(),
            abandoned_children: Vec::new(),
            answer: None,
            changes: Vec::new(),
            is_news: false,
            is_changed: false,
            log_bytes: 0,
            page_bytes: 0,
            bounds: Bounds::of(&Limits::default()),
            journal: Journal::default(),
            waits: Ledger::default(),
            turn: Turned::Never,
            too_much: None,
            snapshot: None,
            given: (0, false),
        }
    }

    /// With these limits on what is gathered between two records.
    pub fn bounded(self, limits: &Limits) -> Self {
        let is_careful = limits.careful_until.is_some_and(|until| Instant::now() < until);
        Self { bounds: Bounds::of(limits), is_careful, ..self }
    }

    /// With so much of it written down.
    pub fn with_journal(self, journal: Journal) -> Self {
        Self { journal, ..self }
    }

    /// Whether a snapshot should take the place of its events.
    pub fn wants_snapshot(&self) -> bool {
        self.journal.is_long(self.bounds.journal_bytes) && self.snapshot.is_none() && !self.run.status().is_over()
    }

    /// The next record has this snapshot instead of events.
    pub fn set_snapshot(&mut self, chunk: Vec<u8>) {
        self.snapshot = Some(chunk);
    }

    /// Takes no snapshot until the events have grown as much again.
    pub fn put_off_snapshot(&mut self) {
        self.journal.events_bytes = 0;
    }

    /// That sees this of what is kept beyond it.
    pub fn seeing(self, kept: Arc<Kept>) -> Self {
        Self { kept, ..self }
    }

    /// The number of its next record.
    pub fn next_sequence(&self) -> u32 {
        self.sequence
    }

    /// What changed, for those who watch.
    pub fn take_changes(&mut self) -> Vec<LiveEvent> {
        std::mem::take(&mut self.changes)
    }

    /// Whether so much is gathered that it has to be written down.
    fn is_full(&self) -> bool {
        self.log.len() >= self.bounds.turn_events || self.log_bytes >= self.bounds.turn_bytes
    }

    /// What happened since the last record.
    pub fn events(&self) -> &[Logged] {
        &self.log
    }

    /// Whether somebody watches from now on.
    pub fn watch(&mut self, watched: bool) {
        self.effects.watch = watched;
    }

    /// Whether no watcher was told of the run yet.
    pub fn is_news(&self) -> bool {
        self.is_news
    }

    /// Notes that the watchers were told.
    pub fn is_told(&mut self) {
        self.is_news = false;
    }

    /// Takes in what happened and performs all light nodes that became ready. Gives
    /// whether it changed anything; what came too late does not.
    pub fn feed(&mut self, event: Event) -> bool {
        if self.is_queued() {
            let is_end = matches!(event, Event::CancelRequested | Event::KillRequested);
            return is_end && self.cancel_queued().is_some();
        }
        let changed = self.apply(event);
        self.settle();
        changed
    }

    /// Why what it was triggered with is too much, if it is.
    pub fn exceeded(&self) -> Option<&StepError> {
        self.too_much.as_deref()
    }

    /// It waits for its turn, and begins so.
    pub fn wait_for_turn(&mut self, started: Event) {
        self.turn = Turned::Waits(Box::new(started));
    }

    /// Whether it waits for its turn.
    pub fn is_queued(&self) -> bool {
        matches!(self.turn, Turned::Waits(_))
    }

    /// Whether it had to wait for its turn.
    pub fn was_queued(&self) -> bool {
        !matches!(self.turn, Turned::Never)
    }

    /// Whether it was cancelled before its turn came.
    pub fn was_cancelled_queued(&self) -> bool {
        matches!(self.turn, Turned::Cancelled)
    }

    /// Its turn has come.
    pub fn begin_queued(&mut self) {
        if let Turned::Waits(started) = std::mem::replace(&mut self.turn, Turned::Begins) {
            self.feed(*started);
        }
    }

    /// Ends a run whose turn has not come: nothing of it is performed. Gives the trigger.
    pub fn cancel_queued(&mut self) -> Option<NodeId> {
        let Turned::Waits(started) = std::mem::replace(&mut self.turn, Turned::Cancelled) else { return None };
        self.apply(*started);
        self.feed(Event::KillRequested);
        let start = self.run.started()?;
        Some(self.version.plan.node(start.node).id.clone())
    }

    /// Goes on with what a flow of class `strict` left for after the commit.
    pub fn go_on(&mut self) {
        self.settle();
    }

    /// Whether there is more to do in memory before anything is waited for.
    pub fn has_more(&self) -> bool {
        !self.commands.is_empty() || self.children.iter().any(|request| !request.is_apart)
    }

    /// Notes messages that a finished step handed to providers.
    pub fn add_messages(&mut self, messages: Vec<NewMessage>) {
        self.is_changed |= !messages.is_empty();
        self.messages.extend(messages);
    }

    /// Fires the timers that are due at that time.
    pub fn fire_due(&mut self, now: Timestamp) {
        while let Some((_, timer)) = self.run.next_timer().filter(|(at, _)| *at <= now) {
            self.feed(Event::TimerFired(timer));
        }
    }

    /// Whether something has to be written down before going on. A flow of class
    /// `fast` keeps its results to itself until it ends or sleeps.
    pub fn must_commit(&self, is_idle: bool) -> bool {
        let is_due = match self.version.document.settings.durability {
            Durability::Fast => is_idle || self.run.status().is_over(),
            Durability::Durable | Durability::Strict => true,
        };
        // A child that is begun, or to be cancelled, must find its step again after a crash.
        let is_due = is_due
            || self.is_careful
            || self.is_full()
            || !self.children.is_empty()
            || !self.abandoned_children.is_empty();
        self.accept.is_some() || (is_due && self.is_changed)
    }

    /// Leaves what would come next to the process that takes the run up: nothing is
    /// intended or begun any more, and a step that was not begun is not in doubt.
    pub fn hold_back(&mut self) {
        self.heavy.clear();
        self.look_ups.clear();
        self.children.clear();
        // What is no longer wanted is given up all the same: nobody asks for it again.
        for command in std::mem::take(&mut self.commands) {
            if let Command::Abandon(step) = command {
                self.abandon(step);
            }
        }
    }

    /// The steps whose child runs are to cancel with the next record.
    pub fn abandoned_children(&self) -> impl Iterator<Item = StepId> + '_ {
        self.abandoned_children.iter().copied()
    }

    /// The answer the flow gave, if it is not handed out yet.
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// Everything since the last record, with the intents of the heavy steps that
    /// come next. `keep_answer` keeps the answer under the caller's key.
    pub fn record(&mut self, keep_answer: Option<(IdempotencyKey, Vec<u8>)>) -> StoreResult<Record> {
        self.log_intents();
        let now = self.clock.now();
        waits::note(self, now);
        let status = self.status();
        let snapshot = self.snapshot.take();
        let is_snapshot = snapshot.is_some();
        // How it was to begin is no longer wanted once it has begun.
        let replaces = is_snapshot || (self.sequence > 0 && matches!(self.turn, Turned::Begins | Turned::Cancelled));
        let chunk = match snapshot {
            Some(snapshot) => snapshot,
            None if self.log.is_empty() => Vec::new(),
            None => pack::pack(&self.log)?,
        };
        self.given = (chunk.len(), is_snapshot);
        let finished_at =
            status.is_final().then(|| self.log.last().map_or_else(|| self.clock.now(), |logged| logged.at));
        Ok(Record {
            run: self.id,
            workspace: self.version.workspace,
            accept: self.accept.clone(),
            sequence: self.sequence,
            chunk,
            replaces,
            status,
            wake_at: self.wake_at(),
            finished_at,
            error: self.failure(),
            answer: keep_answer,
            messages: self.messages.clone(),
            abandons: self.abandoned_children().map(|step| child::key(&self.version, step)).collect(),
            waits: self.waits.changes(&self.version, &self.run),
            heard: Vec::new(),
        })
    }

    /// After the commit of `record`.
    pub fn committed(&mut self) {
        let (size_bytes, is_snapshot) = std::mem::take(&mut self.given);
        self.sequence += u32::from(size_bytes > 0);
        if is_snapshot {
            self.journal = Journal { snapshot_bytes: size_bytes, events_bytes: 0 };
        } else {
            self.journal.events_bytes += size_bytes.saturating_sub(self.page_bytes);
        }
        if matches!(self.turn, Turned::Begins) {
            self.turn = Turned::Begun;
        }
        self.accept = None;
        self.waits.committed(&self.run);
        self.log.clear();
        self.log_bytes = 0;
        self.page_bytes = 0;
        self.messages.clear();
        self.is_changed = false;
    }

    /// What may be done and shown now.
    pub fn turn(&mut self) -> Turn {
        // Whoever waited for an answer got it with the first commit or waits no longer.
        self.answer = None;
        Turn {
            perform: std::mem::take(&mut self.heavy),
            look_up: std::mem::take(&mut self.look_ups),
            suspects: self.suspects.take_unasked(),
            abandon: std::mem::take(&mut self.abandoned),
            begin: self.children.extract_if(.., |request| request.is_apart).collect(),
            cancel: std::mem::take(&mut self.abandoned_children)
                .into_iter()
                .map(|step| child::key(&self.version, step))
                .collect(),
            changes: self.take_changes(),
        }
    }

    /// How the run stands, for its row. While a child run is at work it counts as
    /// running, so that a new process looks at it again.
    pub fn status(&self) -> RunStatus {
        if self.is_queued() {
            return RunStatus::Queued;
        }
        match self.run.status() {
            engine::RunStatus::Waiting if self.version.calls && self.run.children().next().is_some() => {
                RunStatus::Running
            }
            status => store_status(status),
        }
    }

    /// Why the run failed, for its row.
    pub fn failure(&self) -> Option<RunError> {
        let failure = self.run.error()?;
        // What fails a run as a whole, such as its time limit, is shown where it began.
        let node = failure.node.or_else(|| Some(self.run.started()?.node))?;
        let message: String = failure.error.message.chars().take(500).collect();
        Some(RunError { node: self.version.plan.node(node).id.clone(), message })
    }

    /// When the run goes on by itself, if it waits.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.run.next_timer().map(|(at, _)| at)
    }

    fn apply(&mut self, event: Event) -> bool {
        let at = self.clock.now();
        let size_bytes = size::of_event(&event);
        if let Event::Started { items, .. } = &event {
            self.too_much = self.bounds.most.of_items(items.len(), size_bytes, items.is_long()).map(Box::new);
        }
        let event = self.bounds.most.checked(event, size_bytes);
        let changed = engine::apply(&mut self.run, &self.version.plan, &event, at, &mut self.effects);
        if changed {
            self.is_changed = true;
            self.log_bytes += size_bytes;
            self.page_bytes += size::of_pages(&event);
            self.log.push(Logged { at, event });
        }
        self.commands.extend(self.effects.commands.drain(..));
        self.note_changes(at);
        changed
    }

    fn note_changes(&mut self, at: Timestamp) {
        for change in self.effects.changes.drain(..) {
            self.changes.extend(live::change(self.id, &self.version, &self.run, &change, at));
        }
    }

    /// An intent is written once, in the record that also holds all results before it: also of
    /// a step without effect, so that it is known to have been at work if the process ends.
    pub fn log_intents(&mut self) {
        if self.version.document.settings.durability == Durability::Fast {
            return;
        }
        let intended: Vec<_> = self.heavy.iter().map(|request| request.step).collect();
        for step in intended {
            // An event that changes nothing, such as a second intent, is not written.
            self.apply(Event::Intended { step });
        }
    }
}

/// The engine's status as the store keeps it.
pub(crate) fn store_status(status: engine::RunStatus) -> RunStatus {
    match status {
        engine::RunStatus::Running => RunStatus::Running,
        engine::RunStatus::Waiting => RunStatus::Waiting,
        engine::RunStatus::Paused => RunStatus::Paused,
        engine::RunStatus::InDoubt => RunStatus::InDoubt,
        engine::RunStatus::Succeeded => RunStatus::Succeeded,
        engine::RunStatus::Failed => RunStatus::Failed,
        engine::RunStatus::Cancelled => RunStatus::Cancelled,
    }
}
