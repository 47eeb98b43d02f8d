//! The guards, what takes their place, and who shall notice.

/// A guard that is removed.
pub struct Mutant {
    pub name: &'static str,
    /// The invariant it keeps.
    pub invariant: &'static str,
    pub file: &'static str,
    /// What is there, once in the file.
    pub guard: &'static str,
    /// What takes its place.
    pub instead: &'static str,
    /// Who shall notice; the first that does is enough.
    pub proofs: &'static [Proof],
}

/// Tests that prove something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The engine against the reference interpreter, and its scenarios.
    Engine,
    /// The simulation of the worker.
    Simulation,
    /// A kill at each boundary of the journal, in memory.
    FailPoints,
    /// Kills of parents and children.
    Family,
    /// A step that ends the process whenever it begins.
    Poison,
    /// What every store must do, on the one in memory.
    Store,
    /// How a run that leaves memory is reached.
    Registry,
}

/// The tests beside the sources.
const IT: &[&str] = &["--test", "it"];

impl Proof {
    /// All of them, the quickest first.
    pub const ALL: &[Self] =
        &[Self::Engine, Self::Store, Self::Registry, Self::Poison, Self::FailPoints, Self::Family, Self::Simulation];

    /// The package, its tests, and which of them.
    pub fn tests(self) -> (&'static str, &'static [&'static str], &'static str) {
        match self {
            Self::Engine => ("engine", IT, ""),
            Self::Simulation => ("worker", IT, "simulation"),
            Self::FailPoints => ("worker", IT, "fail_points::in_memory"),
            Self::Family => ("worker", IT, "family"),
            Self::Poison => ("worker", IT, "poison"),
            Self::Store => ("store", &["--test", "memory"], ""),
            Self::Registry => ("worker", &["--lib"], "registry"),
        }
    }
}

/// The guards of the invariants.
pub const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "no_intent",
        invariant: "effect without durable intent never",
        file: "crates/worker/src/active.rs",
        guard: "            self.apply(Event::Intended { step });\n",
        instead: "            let _ = step;\n",
        proofs: &[Proof::FailPoints, Proof::Simulation],
    },
    Mutant {
        name: "effect_before_commit",
        invariant: "durable before effect",
        file: "crates/worker/src/actor.rs",
        guard: "        if self.active.must_commit(is_idle) {\n            self.commit().await?;\n            statics::settle(&self.inner, &self.active).await;\n        }\n        let turn = self.active.turn();\n        self.act(turn);\n",
        instead: "        let is_due = self.active.must_commit(is_idle);\n        let turn = self.active.turn();\n        self.act(turn);\n        if is_due {\n            self.commit().await?;\n        }\n",
        proofs: &[Proof::FailPoints, Proof::Simulation],
    },
    Mutant {
        name: "answer_before_commit",
        invariant: "acked accept never lost",
        file: "crates/worker/src/launch.rs",
        guard: "                return Err(error);\n            }\n        }\n        active.go_on();\n",
        instead: "                if matches!(error, RunnerError::Duplicate(_)) {\n                    return Err(error);\n                }\n                return Ok(launched);\n            }\n        }\n        active.go_on();\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "acknowledged_before_commit",
        invariant: "what is acknowledged is durable",
        file: "crates/worker/src/actor.rs",
        guard: "        let is_idle = self.steps.is_empty() || !self.replies.is_empty() || !self.heard.is_empty();\n",
        instead: "        let is_idle = self.steps.is_empty() || !self.replies.is_empty() || !self.heard.is_empty();\n        for (reply, result) in self.replies.drain(..) {\n            let _ = reply.send(result);\n        }\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "record_number_twice",
        invariant: "a record number is refused twice",
        file: "crates/store/src/sqlite/commit.rs",
        guard: "    if standing.next_sequence != record.sequence {\n",
        instead: "    if standing.next_sequence > record.sequence + 1 {\n",
        proofs: &[Proof::Store],
    },
    Mutant {
        name: "key_forgotten",
        invariant: "one run per idempotency key",
        file: "crates/store/src/sqlite/commit.rs",
        guard: "    Ok(found.filter(|(_, expires_at)| *expires_at > accept.started_at).map(|(row, _)| row))\n",
        instead: "    Ok(found.filter(|(_, expires_at)| *expires_at < accept.started_at).map(|(row, _)| row))\n",
        proofs: &[Proof::Store, Proof::Simulation],
    },
    Mutant {
        name: "child_begun_twice",
        invariant: "a step begins one child",
        file: "crates/worker/src/child.rs",
        guard: "    if let Some(row) = inner.store.child(caller.version.workspace, caller.id, key).await? {\n        return Err(Refusal::Earlier(Box::new(row)));\n    }\n",
        instead: "    let key = &format!(\"{key} {}\", RunId::new(inner.ids.as_ref()));\n",
        proofs: &[Proof::Family, Proof::Simulation],
    },
    Mutant {
        name: "early_timer",
        invariant: "timer never early",
        file: "crates/engine/src/apply/timer.rs",
        guard: "        if self.now < at {\n",
        instead: "        if self.now.plus_ms(86_400_000) < at {\n",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "lost_timer",
        invariant: "timer never lost",
        file: "crates/worker/src/actor.rs",
        guard: "            self.inner.wake.add(at, self.active.id);\n        }\n        self.inner.registry.leave",
        instead: "            let _ = at;\n        }\n        self.inner.registry.leave",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "goes_on_after_cancel",
        invariant: "nothing starts after a cancel",
        file: "crates/engine/src/apply/cancel.rs",
        guard: "        self.stop_frame(0);\n",
        instead: "",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "result_twice",
        invariant: "result recorded at most once",
        file: "crates/engine/src/apply/finished.rs",
        guard: "    pub(super) fn finished(&mut self, step: StepId, result: &Result<Outcome, StepError>) -> bool {\n        if !self.run.is_running(step) || self.run.is_looking(step) {\n",
        instead: "    pub(super) fn finished(&mut self, step: StepId, result: &Result<Outcome, StepError>) -> bool {\n        if !self.run.is_running(step) && self.run.frame_count() == 0 {\n",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "intent_not_recovered",
        invariant: "at most once unless settled",
        file: "crates/worker/src/active/steps.rs",
        guard: "        let uncertain: Vec<_> = self.run.uncertain_steps().collect();\n",
        instead: "        let uncertain: Vec<StepId> = Vec::new();\n",
        proofs: &[Proof::FailPoints, Proof::Simulation],
    },
    Mutant {
        name: "lost_answer_of_the_store",
        invariant: "all ends once faults stop",
        file: "crates/worker/src/launch.rs",
        guard: "                    inner.tasks.spawn(look_for(inner.clone(), active));\n",
        instead: "                    drop(active);\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "caller_who_hangs_up",
        invariant: "all ends once faults stop",
        file: "crates/worker/src/detached.rs",
        guard: "        if let (Some(work), Ok(_)) = (self.work.take(), Handle::try_current()) {\n",
        instead: "        if let (None, Ok(_)) = (self.work.take(), Handle::try_current()) {\n            let work = async {};\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "timeout_repeats",
        invariant: "at most once unless settled",
        file: "crates/worker/src/perform.rs",
        guard: "            let error = if on_uncertain == OnUncertain::Retry { NodeError::transient } else { NodeError::in_doubt };\n",
        instead: "            let error = if on_uncertain == OnUncertain::Fail { NodeError::in_doubt } else { NodeError::transient };\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "fast_flow_sleeps_unwritten",
        invariant: "all ends once faults stop",
        file: "crates/worker/src/actor.rs",
        guard: "            if self.steps.is_empty() && self.active.must_commit(true) {\n",
        instead: "            if self.steps.is_empty() && self.active.must_commit(true) && self.active.has_more() {\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "leaves_with_mail",
        invariant: "a signal and its wait never both sleep",
        file: "crates/worker/src/registry.rs",
        guard: "        let may_leave = mailbox.is_empty();\n",
        instead: "        let may_leave = mailbox.len() < 100;\n",
        proofs: &[Proof::Registry],
    },
    Mutant {
        name: "arrow_counts_late",
        invariant: "an arrow settles once",
        file: "crates/engine/src/apply/settle.rs",
        guard: "        let in_time = !cells.node_mut(target).settled;\n",
        instead: "        let in_time = true;\n",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "undone_in_any_order",
        invariant: "the latest work is undone first",
        file: "crates/engine/src/apply/compensate.rs",
        guard: "        let Some((node, items)) = self.run.compensation.open.pop() else { return false };\n",
        instead: "        if self.run.compensation.open.is_empty() {\n            return false;\n        }\n        let (node, items) = self.run.compensation.open.remove(0);\n",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "goes_on_after_a_stop",
        invariant: "nothing begins once a run has stopped",
        file: "crates/engine/src/apply/debug.rs",
        guard: "        self.debugging(|debugging| debugging.let_through.clear());\n        if self.effects.watch {\n",
        instead: "        if self.effects.watch {\n",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "cancel_of_child_not_written",
        invariant: "a cancel reaches the children",
        file: "crates/worker/src/active.rs",
        guard: "            abandons: self.abandoned_children().map(|step| child::key(&self.version, step)).collect(),\n",
        instead: "            abandons: Vec::new(),\n",
        proofs: &[Proof::Family],
    },
    Mutant {
        name: "key_of_the_attempt",
        invariant: "one key per step over all attempts",
        file: "crates/worker/src/perform.rs",
        guard: "        let key = format!(\"{}/{}/{}/0\", self.id, self.version.plan.node(step.node).id, step.frame);\n",
        instead: "        let key = format!(\"{}/{}/{}/{}\", self.id, self.version.plan.node(step.node).id, step.frame, step.attempt);\n",
        proofs: &[Proof::FailPoints, Proof::Simulation],
    },
    Mutant {
        name: "event_marks_nobody",
        invariant: "a signal and its wait never both sleep",
        file: "crates/store/src/sql/waits.rs",
        guard: "    execute(transaction, query!(\"waits/mark_due\"), key)?;\n",
        instead: "",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "wait_looks_at_nothing_kept",
        invariant: "a signal and its wait never both sleep",
        file: "crates/store/src/sql/waits.rs",
        guard: "    let is_due = first(transaction, query!(\"waits/has_signal\"), kept, |fields| fields.integer())?.is_some();\n",
        instead: "    let is_due = kept.is_empty();\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "one_more_than_the_limit",
        invariant: "never more than the limit in flight",
        file: "crates/store/src/sql/limits.rs",
        guard: "        if count(transaction, query!(\"limits/count_of_flow\"), key)? >= u64::from(most) {\n",
        instead: "        if count(transaction, query!(\"limits/count_of_flow\"), key)? > u64::from(most) {\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "queued_run_not_taken_up",
        invariant: "every queued run starts or ends",
        file: "crates/worker/src/recover.rs",
        guard: "        (RunStatus::Queued, _) => inner.gate.note_found(open.id),\n",
        instead: "        (RunStatus::Queued, _) => {}\n",
        proofs: &[Proof::Simulation],
    },
    Mutant {
        name: "poison_begins_again",
        invariant: "a poison step is contained",
        file: "crates/engine/src/apply/uncertain.rs",
        guard: "        cell.deaths >= DEATHS_MOST\n",
        instead: "        cell.deaths == u8::MAX\n",
        proofs: &[Proof::Engine],
    },
    Mutant {
        name: "suspects_at_work_together",
        invariant: "nothing is taken for poison that is none",
        file: "crates/worker/src/suspects.rs",
        guard: "        Self(Arc::new(Semaphore::new(1)))\n",
        instead: "        Self(Arc::new(Semaphore::new(100)))\n",
        proofs: &[Proof::Poison],
    },
];
