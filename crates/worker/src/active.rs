//! A run in memory: feeds the engine, performs light nodes at once, and gathers
//! what has to be written down before anything of it may be seen outside.

use crate::pack::{self, Logged};
use crate::version::Version;
use crate::world::RunWorld;
use crate::{answer, live, perform};
use engine::{Command, Effects, ErrorClass, Event, Question, Run, StepError, StepId, StepRequest};
use flow::document::Durability;
use flow::id::RunId;
use flow::{Clock, Timestamp};
use node_sdk::Prepared;
use std::collections::VecDeque;
use std::sync::Arc;
use store::StoreResult;
use store::door::{Answer, LiveEvent};
use store::messages::NewMessage;
use store::runs::{Accept, IdempotencyKey, Record, RunError, RunMode, RunStatus};

/// A run in memory.
pub(crate) struct Active {
    pub id: RunId,
    pub version: Arc<Version>,
    pub run: Run,
    pub mode: RunMode,
    clock: Arc<dyn Clock>,
    sequence: u32,
    accept: Option<Accept>,
    log: Vec<Logged>,
    messages: Vec<NewMessage>,
    effects: Effects,
    commands: VecDeque<Command>,
    heavy: Vec<StepRequest>,
    abandoned: Vec<StepId>,
    answer: Option<Answer>,
    changes: Vec<LiveEvent>,
    /// Nobody who watches has heard of the run.
    is_news: bool,
}

/// What may be done and shown once it is written down.
#[derive(Default)]
pub(crate) struct Turn {
    /// Heavy steps to begin.
    pub perform: Vec<StepRequest>,
    /// Steps whose results are no longer wanted.
    pub abandon: Vec<StepId>,
    /// What changed, for those who watch.
    pub changes: Vec<LiveEvent>,
}

impl Active {
    /// A run that begins.
    pub fn begin(id: RunId, version: Arc<Version>, accept: Accept, clock: Arc<dyn Clock>, watched: bool) -> Self {
        let mode = accept.mode;
        Self::with(id, version, Run::new(), mode, 0, Some(accept), clock, watched)
    }

    /// A run read back from its chunks.
    pub fn resumed(
        id: RunId,
        version: Arc<Version>,
        run: Run,
        mode: RunMode,
        sequence: u32,
        clock: Arc<dyn Clock>,
        watched: bool,
    ) -> Self {
        Self::with(id, version, run, mode, sequence, None, clock, watched)
    }

    #[expect(clippy::too_many_arguments, reason = "private: the two constructors above name them")]
    fn with(
        id: RunId,
        version: Arc<Version>,
        run: Run,
        mode: RunMode,
        sequence: u32,
        accept: Option<Accept>,
        clock: Arc<dyn Clock>,
        watched: bool,
    ) -> Self {
        let is_news = accept.is_some();
        let effects = Effects { watch: watched, ..Effects::default() };
        Self {
            id,
            version,
            run,
            mode,
            clock,
            sequence,
            accept,
            effects,
            log: Vec::new(),
            messages: Vec::new(),
            commands: VecDeque::new(),
            heavy: Vec::new(),
            abandoned: Vec::new(),
            answer: None,
            changes: Vec::new(),
            is_news,
        }
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
        let changed = self.apply(event);
        self.settle();
        changed
    }

    /// Goes on with what a flow of class `strict` left for after the commit.
    pub fn go_on(&mut self) {
        self.settle();
    }

    /// Whether there is more to do in memory before anything is waited for.
    pub fn has_more(&self) -> bool {
        !self.commands.is_empty()
    }

    /// Notes messages that a finished step handed to providers.
    pub fn add_messages(&mut self, messages: Vec<NewMessage>) {
        self.messages.extend(messages);
    }

    /// Fires the timers that are due.
    pub fn fire_due(&mut self) {
        let now = self.clock.now();
        while let Some((_, timer)) = self.run.next_timer().filter(|(at, _)| *at <= now) {
            self.feed(Event::TimerFired(timer));
        }
    }

    /// Steps that were being performed when the process ended: the intended ones are
    /// uncertain, the others had no effect to speak of and are performed again. All
    /// are listed first: what one of them leads to is asked for by the engine.
    pub fn take_up_interrupted(&mut self) {
        let uncertain: Vec<_> = self.run.uncertain_steps().collect();
        let cut_off: Vec<_> = self.run.running_steps().filter(|step| !uncertain.contains(step)).collect();
        let questions: Vec<_> = self.run.questions().collect();
        for step in uncertain {
            self.feed(Event::FoundUncertain { step });
        }
        for step in cut_off {
            // None: one of the others ended it.
            if let Some(request) = self.run.request(&self.version.plan, step) {
                self.perform(request);
            }
        }
        for question in questions {
            self.evaluate(question);
        }
        self.settle();
    }

    /// Whether something has to be written down before going on. A flow of class
    /// `fast` keeps its results to itself until it ends or sleeps.
    pub fn must_commit(&self, is_idle: bool) -> bool {
        let is_due = match self.version.document.settings.durability {
            Durability::Fast => is_idle || self.run.status().is_over(),
            Durability::Durable | Durability::Strict => true,
        };
        self.accept.is_some() || (is_due && !self.log.is_empty()) || (is_due && !self.heavy.is_empty())
    }

    /// Leaves what would come next to the process that takes the run up: nothing is
    /// intended or begun any more, and a step that was not begun is not in doubt.
    pub fn hold_back(&mut self) {
        self.heavy.clear();
        self.commands.clear();
    }

    /// The answer the flow gave, if it is not handed out yet.
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// Everything since the last record, with the intents of the heavy steps that
    /// come next. `keep_answer` keeps the answer under the caller's key.
    pub fn record(&mut self, keep_answer: Option<(IdempotencyKey, Vec<u8>)>) -> StoreResult<Record> {
        self.log_intents();
        let status = store_status(self.run.status());
        let chunk = if self.log.is_empty() { Vec::new() } else { pack::pack(&self.log)? };
        let finished_at =
            status.is_final().then(|| self.log.last().map_or_else(|| self.clock.now(), |logged| logged.at));
        Ok(Record {
            run: self.id,
            workspace: self.version.workspace,
            accept: self.accept.clone(),
            sequence: self.sequence,
            chunk,
            status,
            wake_at: self.wake_at(),
            finished_at,
            error: self.failure(),
            answer: keep_answer,
            messages: self.messages.clone(),
        })
    }

    /// After the commit of `record`.
    pub fn committed(&mut self) {
        if !self.log.is_empty() {
            self.sequence += 1;
        }
        self.accept = None;
        self.log.clear();
        self.messages.clear();
    }

    /// What may be done and shown now.
    pub fn turn(&mut self) -> Turn {
        // Whoever waited for an answer got it with the first commit or waits no longer.
        self.answer = None;
        Turn {
            perform: std::mem::take(&mut self.heavy),
            abandon: std::mem::take(&mut self.abandoned),
            changes: std::mem::take(&mut self.changes),
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
        let changed = engine::apply(&mut self.run, &self.version.plan, &event, at, &mut self.effects);
        if changed {
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

    /// Carries out commands until none is left; in a flow of class `strict`, until the
    /// result of a node has to be written down before the next one may start.
    fn settle(&mut self) {
        let is_strict = self.version.document.settings.durability == Durability::Strict;
        while let Some(command) = self.commands.pop_front() {
            if is_strict && matches!(command, Command::Perform(_)) && self.holds_result() {
                self.commands.push_front(command);
                return;
            }
            self.carry_out(command);
        }
    }

    fn holds_result(&self) -> bool {
        self.log.iter().any(|logged| matches!(logged.event, Event::Finished { .. }))
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Perform(request) => self.perform(request),
            Command::Abandon(step) => {
                self.heavy.retain(|request| request.step != step);
                self.abandoned.push(step);
            }
            Command::Answer(given) => self.answer = Some(answer::from_engine(given)),
            Command::Evaluate(question) => self.evaluate(question),
            // No kind of the catalogue asks for this yet; a run that does fails, and says so.
            Command::StartChild(StepRequest { step, .. }) => {
                self.apply(Event::ChildEnded { step, result: Err(unsupported()) });
            }
            // Timers are read from the run's state, and so is its end.
            Command::SetTimer(..) | Command::ClearTimer(_) | Command::End(_) => {}
        }
    }

    fn perform(&mut self, request: StepRequest) {
        // A cancel or failure in the same batch may have ended the step already.
        if self.run.status().is_over() {
            return;
        }
        let version = self.version.clone();
        match &version.node(request.step.node).prepared {
            Some(Prepared::Light(light)) => {
                let at = (request.step.frame, request.step.node);
                let world = RunWorld::new(&version, &self.run, self.id, self.mode, at, self.clock.now());
                let event = perform::light(light.as_ref(), &request, &world);
                self.apply(event);
            }
            Some(Prepared::Heavy(_)) => self.heavy.push(request),
            // Triggers are begun by the engine, boxes carried out by it and disabled nodes passed by.
            Some(Prepared::Trigger(_) | Prepared::Container(_) | Prepared::Control) | None => {}
        }
    }

    /// Looks whether a further iteration of a while begins.
    fn evaluate(&mut self, question: Question) {
        if self.run.status().is_over() {
            return;
        }
        let version = self.version.clone();
        let Question { frame, node, iteration, items } = question;
        let Some(Prepared::Container(container)) = &version.node(node).prepared else { return };
        let at = (frame, node);
        let world = RunWorld::new(&version, &self.run, self.id, self.mode, at, self.clock.now()).asked_for(iteration);
        let result = perform::goes_on(container.as_ref(), items, &world);
        self.apply(Event::Evaluated { frame, node, iteration, result });
    }

    /// An intent is written once, in the record that also holds all results before it.
    fn log_intents(&mut self) {
        if self.version.document.settings.durability == Durability::Fast {
            return;
        }
        let steps = self.heavy.iter().map(|request| request.step);
        let intended: Vec<_> = steps.filter(|step| self.version.node(step.node).effect).collect();
        for step in intended {
            // An event that changes nothing, such as a second intent, is not written.
            self.apply(Event::Intended { step });
        }
    }
}

/// Why a step fails that is asked for by no kind this worker knows.
fn unsupported() -> StepError {
    StepError {
        class: ErrorClass::Permanent,
        code: "container_unsupported".into(),
        message: "This server cannot perform this kind of node.".into(),
        hint: "Update the server.".into(),
        parameter: None,
        retry_after_ms: None,
    }
}

/// The engine's status as the store keeps it.
pub(crate) fn store_status(status: engine::RunStatus) -> RunStatus {
    match status {
        engine::RunStatus::Running => RunStatus::Running,
        engine::RunStatus::Waiting => RunStatus::Waiting,
        engine::RunStatus::InDoubt => RunStatus::InDoubt,
        engine::RunStatus::Succeeded => RunStatus::Succeeded,
        engine::RunStatus::Failed => RunStatus::Failed,
        engine::RunStatus::Cancelled => RunStatus::Cancelled,
    }
}
