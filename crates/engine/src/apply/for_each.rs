//! For each: iterations one after the other or so many at once. What leaves the
//! loop is as if they had run one after the other.

use super::Turn;
use super::frames::FrameEnd;
use crate::container::{ForEach, Work};
use crate::event::{FrameId, NodeIndex};
use crate::run::{FramePlace, NodeState, RunError};
use flow::Items;
use flow::container::{Control, OnItemError, Settings};

impl Turn<'_> {
    pub(super) fn begin_for_each(&mut self, frame: FrameId, node: NodeIndex) {
        let iterations = self.run.batch_count(self.plan, (frame, node), self.settings(node));
        let work = Work::ForEach(ForEach::new(u32::try_from(iterations).unwrap_or(u32::MAX)));
        self.set_open(frame, node, work, NodeState::Running);
        self.go_round(frame, node);
    }

    fn settings(&self, node: NodeIndex) -> &Settings {
        // Only containers ask for their settings.
        static DEFAULT: std::sync::LazyLock<Settings> = std::sync::LazyLock::new(Settings::default);
        self.plan.node(node).container.as_ref().map_or(&DEFAULT, |container| &container.settings)
    }

    /// Begins as many iterations as may be under way; ends the loop when all are over.
    fn go_round(&mut self, frame: FrameId, node: NodeIndex) {
        while let Some(index) = self.next_iteration(frame, node) {
            if let Some(error) = self.run_limit_error(node) {
                self.cut(FramePlace { frame, node, index }, Some(Box::new(error)));
                continue;
            }
            let input = self.run.batch(self.plan, (frame, node), self.settings(node), index as usize);
            self.open_frame(FramePlace { frame, node, index }, input);
        }
        let is_over = self.cell(frame, node).container.as_ref().is_some_and(|open| open.in_flight.is_empty());
        if is_over {
            self.end_for_each(frame, node);
        }
    }

    /// The iteration to begin now; None if there are no more, or enough are under way.
    fn next_iteration(&mut self, frame: FrameId, node: NodeIndex) -> Option<u32> {
        let at_once = self.settings(node).at_once as usize;
        let open = self.cell(frame, node).container.as_mut().filter(|open| open.in_flight.len() < at_once)?;
        let Work::ForEach(iterations) = &mut open.work else { return None };
        let index = iterations.next;
        (index < iterations.limit).then(|| {
            iterations.next += 1;
            index
        })
    }

    fn iterations(&mut self, frame: FrameId, node: NodeIndex) -> Option<&mut ForEach> {
        match &mut self.cell(frame, node).container.as_mut()?.work {
            Work::ForEach(iterations) => Some(iterations),
            _ => None,
        }
    }

    pub(super) fn for_each_iteration_ended(&mut self, place: FramePlace, end: FrameEnd) {
        let FramePlace { frame, node, index } = place;
        let counts = self.iterations(frame, node).is_some_and(|iterations| index < iterations.limit);
        if counts && !end.stopped {
            self.take_result(place, end);
        }
        self.go_round(frame, node);
    }

    fn take_result(&mut self, place: FramePlace, end: FrameEnd) {
        let FramePlace { frame, node, index } = place;
        let gives_up = self.settings(node).ends_when_empty && end.error.is_none() && end.items.is_empty();
        let is_last = gives_up || end.control == Some(Control::Break);
        let result = match (end.error, self.settings(node).on_item_error) {
            (None, _) if self.settings(node).keeps_results => Ok(end.items),
            (None, _) | (Some(_), OnItemError::Continue) => Ok(Items::default()),
            (Some(error), OnItemError::Collect) => self.collected(place, &error),
            (Some(error), OnItemError::Stop) => return self.cut(place, Some(error)),
        };
        // First, so that what later iterations gave is not let in behind this one.
        if is_last {
            self.cut(place, None);
        }
        if let Some(iterations) = self.iterations(frame, node) {
            iterations.is_given_up |= gives_up;
            iterations.record(index, result);
        }
    }

    /// The items of a failed iteration with the error: for the error port, or, where
    /// no arrow leaves that, in their place among the results.
    fn collected(&self, place: FramePlace, error: &RunError) -> Result<Items, Items> {
        let at = (place.frame, place.node);
        let input = self.run.batch(self.plan, at, self.settings(place.node), place.index as usize);
        let items = self.with_errors([&input].into_iter(), error);
        if self.plan.node(place.node).error_wired() { Err(items) } else { Ok(items) }
    }

    /// Later iterations count no longer. Those under way are stopped.
    fn cut(&mut self, place: FramePlace, error: Option<Box<RunError>>) {
        let FramePlace { frame, node, index } = place;
        let Some(iterations) = self.iterations(frame, node) else { return };
        iterations.cut_after(index);
        if let Some(error) = error {
            iterations.failure = Some((index, error));
        }
        let open = self.cell(frame, node).container.as_ref();
        let later: Vec<FrameId> =
            open.map(|open| open.in_flight.range(index + 1..).map(|(_, id)| *id).collect()).unwrap_or_default();
        for inner in later {
            self.stop_frame(inner);
        }
    }

    fn end_for_each(&mut self, frame: FrameId, node: NodeIndex) {
        let Some(iterations) = self.iterations(frame, node) else { return };
        if let Some((_, error)) = iterations.failure.take() {
            return self.container_failed(frame, node, *error);
        }
        let results = std::mem::take(&mut iterations.results);
        let errors = std::mem::take(&mut iterations.errors);
        let is_given_up = iterations.is_given_up;
        let mut outputs = if is_given_up { Vec::new() } else { vec![(0, Items::from(results))] };
        if !errors.is_empty() {
            outputs.push((self.plan.node(node).error_port(), errors.into()));
        }
        self.container_done(frame, node, outputs);
    }
}
