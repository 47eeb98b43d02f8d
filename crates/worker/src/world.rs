//! What expressions see of a run.

use crate::javascript;
use crate::kept::Kept;
use crate::version::Version;
use engine::{FramePlace, Run};
use flow::container::ContainerKind;
use flow::id::RunId;
use flow::plan::{NodeIndex, PlanNode};
use flow::{Item, Items, Timestamp};
use serde_json::{Value, json};
use std::collections::HashSet;
use store::runs::RunMode;

/// What the expressions of one step see of its run.
#[derive(Clone, Copy)]
pub(crate) struct RunWorld<'a> {
    version: &'a Version,
    run: &'a Run,
    id: RunId,
    mode: RunMode,
    /// The step's frame and node.
    at: (u32, NodeIndex),
    /// Of a while that asks for its condition, the iteration that would begin.
    asked: Option<u32>,
    now: Timestamp,
    kept: Option<&'a Kept>,
}

impl<'a> RunWorld<'a> {
    pub fn new(
        version: &'a Version,
        run: &'a Run,
        id: RunId,
        mode: RunMode,
        at: (u32, NodeIndex),
        now: Timestamp,
    ) -> Self {
        Self { version, run, id, mode, at, asked: None, now, kept: None }
    }

    /// With what is kept beyond the run.
    pub fn within(self, kept: &'a Kept) -> Self {
        Self { kept: Some(kept), ..self }
    }

    /// What the condition of a while sees before this iteration.
    pub fn asked_for(self, iteration: u32) -> Self {
        Self { asked: Some(iteration), ..self }
    }

    /// What comes in at the first port of the step.
    pub fn input(&self) -> Items {
        match self.version.plan.node(self.at.1).inputs.len() {
            0 => Items::default(),
            _ => self.run.input(&self.version.plan, self.at.0, self.at.1, 0),
        }
    }

    /// The node of the step, as it is planned.
    pub fn node(&self) -> &'a PlanNode {
        self.version.plan.node(self.at.1)
    }

    /// When the step began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// What a node gave in this frame or in the one around that it stands in.
    fn outputs(&self, name: &str) -> Option<&'a [(u16, Items)]> {
        let node = self.version.plan.index_of_name(name)?;
        let frame = self.run.frame_of(&self.version.plan, self.at.0, node)?;
        self.run.outputs(frame, node)
    }

    /// What a box around the step handed to its body.
    fn handed_in(&self, name: &str) -> Option<&'a Items> {
        let node = self.version.plan.index_of_name(name)?;
        let mut around = self.around();
        around.find(|(_, place)| place.node == node).and_then(|(frame, _)| self.run.frame_input(frame))
    }

    /// The frames around the step that belong to boxes, from the inside out.
    fn around(&self) -> impl Iterator<Item = (u32, FramePlace)> + use<'a> {
        let run = self.run;
        let place = move |frame| Some((frame, run.frame_place(frame)?));
        std::iter::successors(place(self.at.0), move |(_, inner)| place(inner.frame))
    }

    /// The loops around the step: `$loop`, with those further out as `outer`.
    fn loops(&self) -> Option<Value> {
        let plan = &self.version.plan;
        let is_loop = |place: &FramePlace| {
            plan.node(place.node).container.as_ref().is_some_and(|container| container.kind.is_loop())
        };
        let around: Vec<_> = self.around().filter(|(_, place)| is_loop(place)).collect();
        let outer = around.iter().rev().fold(Value::Null, |outer, (frame, place)| {
            let given = self.run.frame_input(*frame);
            self.loop_value(*place, given, outer)
        });
        let (frame, node) = self.at;
        match self.asked {
            Some(index) => Some(self.loop_value(FramePlace { frame, node, index }, None, outer)),
            None => Some(outer).filter(|outer| !outer.is_null()),
        }
    }

    fn loop_value(&self, place: FramePlace, given: Option<&Items>, outer: Value) -> Value {
        let container = self.version.plan.node(place.node).container.as_ref();
        let is_counted = container.is_some_and(|container| container.kind == ContainerKind::ForEach);
        let count = self.run.progress(place.frame, place.node).and_then(|progress| progress.total);
        json!({
            "index": place.index,
            "count": count.filter(|_| is_counted),
            "item": given.and_then(|items| items.first()).map(|item| &item.json),
            "outer": outer,
        })
    }

    /// The number of the iteration the step is in, or that is asked for.
    fn iteration(&self) -> u32 {
        let plan = &self.version.plan;
        let mut loops = self.around().filter(|(_, place)| {
            plan.node(place.node).container.as_ref().is_some_and(|container| container.kind.is_loop())
        });
        self.asked.or_else(|| loops.next().map(|(_, place)| place.index)).unwrap_or(0)
    }

    /// `$run`: with the addresses at which somebody outside may end the waits to come.
    fn run_value(&self) -> Value {
        let is_lenient = expression::World::is_lenient(self);
        let mode = match self.mode {
            // n8n tells trials from the rest, and no more.
            RunMode::Manual | RunMode::Test if is_lenient => "test",
            _ if is_lenient => "production",
            mode => mode_name(mode),
        };
        let mut value = json!({"id": self.id, "mode": mode});
        let (version, Some(fields)) = (self.version, value.as_object_mut()) else { return value };
        let Some(invitations) = version.invitations.as_ref().filter(|_| !version.awaited.is_empty()) else {
            return value;
        };
        let address = |(frame, node): (u32, NodeIndex)| invitations.address(version, self.id, frame, node);
        if let Some(next) = self.next_awaited().and_then(address) {
            fields.insert("resume_url".into(), next.clone().into());
            fields.insert("resumeUrl".into(), next.into());
        }
        let named = version.awaited.iter().filter_map(|node| {
            let frame = self.run.frame_of(&version.plan, self.at.0, *node)?;
            Some((version.plan.node(*node).name.clone(), address((frame, *node))?.into()))
        });
        fields.insert("resume_urls".into(), Value::Object(named.collect()));
        value
    }

    /// The next node, this one or one it leads to, whose wait somebody outside may end;
    /// after all in a box those that the box leads to. What is inside of boxes to come has no frame yet.
    fn next_awaited(&self) -> Option<(u32, NodeIndex)> {
        let plan = &self.version.plan;
        let (mut frame, mut start) = self.at;
        loop {
            let mut waiting = std::collections::VecDeque::from([start]);
            let mut seen = std::collections::HashSet::from([start]);
            while let Some(node) = waiting.pop_front() {
                if self.version.awaited.contains(&node) {
                    return Some((frame, node));
                }
                let after = plan.node(node).outgoing.iter().flatten().map(|edge| plan.edge(*edge).to.node);
                waiting.extend(after.filter(|node| seen.insert(*node)));
            }
            let around = self.run.frame_place(frame)?;
            (frame, start) = (around.frame, around.node);
        }
    }

    /// The port by which a node leads to the step's node, over however many others.
    fn port_from(&self, wanted: NodeIndex) -> Option<u16> {
        let plan = &self.version.plan;
        let mut waiting = std::collections::VecDeque::from([self.at.1]);
        let mut seen = std::collections::HashSet::from([self.at.1]);
        while let Some(node) = waiting.pop_front() {
            for edge in &plan.node(node).incoming {
                let from = plan.edge(*edge).from;
                if from.node == wanted {
                    return Some(from.port);
                }
                if seen.insert(from.node) {
                    waiting.push_back(from.node);
                }
            }
        }
        None
    }

    /// Whether the step comes after a node by arrows, also by those to the boxes around it.
    /// What else has run by now is a matter of chance, which n8n's flows must not see.
    fn follows(&self, name: &str) -> bool {
        let plan = &self.version.plan;
        let Some(wanted) = plan.index_of_name(name) else { return false };
        let around = self.around().map(|(_, place)| place.node);
        let mut stack: Vec<NodeIndex> = std::iter::once(self.at.1).chain(around).collect();
        let mut seen: HashSet<NodeIndex> = stack.iter().copied().collect();
        while let Some(node) = stack.pop() {
            let before = plan.node(node).incoming.iter().map(|edge| plan.edge(*edge).from.node);
            stack.extend(before.filter(|node| seen.insert(*node)));
        }
        seen.contains(&wanted)
    }

    /// The node whose items came in, with the port they left at; at the beginning of a
    /// body the box itself, or what led to the box by the arrow the iteration is for.
    fn previous(&self) -> Option<Value> {
        let plan = &self.version.plan;
        let (frame, node) = self.at;
        let told = |(node, port): (NodeIndex, u16), run: u32| {
            Some(json!({"name": plan.node(node).name, "outputIndex": port, "runIndex": run}))
        };
        if let Some(from) = self.sources(frame, node).next() {
            return told(from, self.iteration());
        }
        let Some(place) = self.run.frame_place(frame) else {
            let from = plan.edge(*plan.node(node).incoming.first()?).from;
            return told((from.node, from.port), 0);
        };
        let container = plan.node(place.node).container.as_ref();
        if container.is_some_and(|container| container.settings.per_arrow) {
            let mut sources = self.sources(place.frame, place.node);
            return told(sources.nth(place.index as usize)?, 0);
        }
        told((place.node, 0), self.iteration())
    }

    /// The nodes and ports from which items came in, in wiring order.
    fn sources(&self, frame: u32, node: NodeIndex) -> impl Iterator<Item = (NodeIndex, u16)> + use<'a> {
        let (plan, run) = (&self.version.plan, self.run);
        let came = move |edge: &&flow::plan::EdgeIndex| match run.edge_state(plan, frame, **edge) {
            engine::EdgeState::Taken(items) => !items.is_empty(),
            engine::EdgeState::Pending | engine::EdgeState::Skipped => false,
        };
        let from = move |edge: &flow::plan::EdgeIndex| {
            let from = plan.edge(*edge).from;
            (from.node, from.port)
        };
        plan.node(node).incoming.iter().filter(came).map(from)
    }
}

impl expression::World for RunWorld<'_> {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        let given = || self.outputs(name)?.iter().find(|(index, _)| *index == port).map(|(_, items)| items);
        self.handed_in(name).filter(|_| port == 0).or_else(given)
    }

    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        let node = self.version.plan.index_of_name(name)?;
        let (port, item) = engine::lineage::ancestor(self.run, &self.version.plan, self.at, index, node)?;
        self.node_items(name, port)?.get(item)
    }

    fn has_node(&self, name: &str) -> bool {
        self.version.plan.index_of_name(name).is_some()
    }

    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$run" | "$execution" => Some(self.run_value()),
            "$flow" | "$workflow" => Some(json!({
                "id": self.version.flow, "name": self.version.document.name, "version": self.version.number,
                "active": !matches!(self.mode, RunMode::Manual | RunMode::Test),
            })),
            "$runIndex" => Some(json!(self.iteration())),
            "$loop" => self.loops(),
            "$vars" | "$env" | "$static.global" | "$static.node" => match self.kept {
                Some(kept) => kept.global(name, &self.node().id.0),
                None => Some(json!({})),
            },
            "$parameter" => Some(Value::Object(self.version.document_node(self.at.1).parameters.clone())),
            "$prevNode" => self.previous(),
            _ => None,
        }
    }

    fn keep(&self, name: &str, value: Value) -> Result<(), String> {
        self.kept.map_or(Ok(()), |kept| kept.keep(name, &self.node().id.0, value))
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn time_zone(&self) -> &str {
        &self.version.document.settings.time_zone
    }

    fn port_towards(&self, name: &str) -> u16 {
        self.version.plan.index_of_name(name).and_then(|node| self.port_from(node)).unwrap_or(0)
    }

    fn has_run(&self, name: &str) -> bool {
        let has_given = || self.outputs(name).is_some() && (!self.is_lenient() || self.follows(name));
        self.handed_in(name).is_some() || has_given()
    }

    /// How far the loop of this name around the step is, in the words of n8n.
    fn node_context(&self, name: &str) -> Option<Value> {
        let node = self.version.plan.index_of_name(name)?;
        let (_, place) = self.around().find(|(_, place)| place.node == node)?;
        let total = self.run.progress(place.frame, place.node).and_then(|progress| progress.total);
        let is_last = total.is_some_and(|total| u64::from(place.index) + 1 >= u64::from(total));
        Some(json!({"currentRunIndex": place.index, "noItemsLeft": is_last}))
    }

    fn node_parameters(&self, name: &str) -> Option<Value> {
        let node = self.version.plan.index_of_name(name)?;
        Some(Value::Object(self.version.document_node(node).parameters.clone()))
    }

    fn javascript(&self) -> Option<&dyn expression::JavaScript> {
        Some(javascript::sandbox())
    }

    fn is_lenient(&self) -> bool {
        self.version.document.settings.lenient_expressions
    }
}

/// The name of a mode on the wire.
pub(crate) fn mode_name(mode: RunMode) -> &'static str {
    match mode {
        RunMode::Webhook => "webhook",
        RunMode::Manual => "manual",
        RunMode::Schedule => "schedule",
        RunMode::Error => "error",
        RunMode::Test => "test",
        RunMode::Job => "job",
        RunMode::Retry => "retry",
        RunMode::Flow => "flow",
        RunMode::Event => "event",
    }
}
