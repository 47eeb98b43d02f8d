//! The queued runs of this process: in lanes of those that are counted together, and
//! which lane is asked next. No clock, no store.
//!
//! A lane asks for its first run. If a limit leaves no room, it is parked with that
//! limit; when a place becomes free, or it may be worth asking again, one lane that is
//! parked there is asked, and as long as those asked may begin, the next one.

use super::fair::FairQueue;
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use store::limits::{Bound, Full, Limit, Turn};

/// Runs that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name {
    pub workspace: WorkspaceId,
    pub flow: FlowId,
    pub key: Arc<str>,
    pub rate_key: Arc<str>,
}

/// What leaves no room.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    Workspace(WorkspaceId),
    AtOnce(FlowId, Arc<str>),
    Rate(FlowId, Arc<str>),
}

/// A run that shall ask for its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asking {
    pub name: Name,
    pub run: RunId,
    /// What its flow allows.
    pub bound: Bound,
}

/// The runs that wait.
#[derive(Default)]
pub(super) struct Waiting {
    lanes: HashMap<Name, Lane>,
    ready: FairQueue<Name>,
    parked: HashMap<Place, VecDeque<Name>>,
    /// When one of those parked at a place is asked again, whatever happens.
    probes: BinaryHeap<Reverse<(Timestamp, Place)>>,
    by_workspace: HashMap<WorkspaceId, usize>,
    /// Runs that do not want to begin any more.
    gone: HashSet<RunId>,
}

struct Lane {
    runs: VecDeque<RunId>,
    bound: Bound,
    /// How many of the first are being asked for.
    asked: usize,
    state: LaneState,
    waits_for: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LaneState {
    /// It stands in `ready`.
    Ready,
    /// All its runs are being asked for, or none is left.
    Asked,
    /// It stands in `parked`.
    Parked,
}

impl Waiting {
    /// Adds a run behind those of its lane. `bound`: what its flow allows; the last one given counts.
    pub fn push(&mut self, name: Name, bound: Bound, run: RunId, waits_for: Option<String>) {
        *self.by_workspace.entry(name.workspace).or_default() += 1;
        let lane = self.lanes.entry(name.clone()).or_insert_with(|| Lane {
            runs: VecDeque::new(),
            bound,
            asked: 0,
            state: LaneState::Asked,
            waits_for: None,
        });
        lane.runs.push_back(run);
        lane.bound = bound;
        if waits_for.is_some() {
            lane.waits_for = waits_for;
        }
        if lane.state == LaneState::Asked {
            lane.state = LaneState::Ready;
            self.ready.push(name.workspace, name.flow, name, 1);
        }
    }

    /// What a run of this name has to wait for, if others came before it.
    pub fn before(&self, name: &Name) -> Option<String> {
        let lane = self.lanes.get(name).filter(|lane| !lane.runs.is_empty())?;
        Some(lane.waits_for.clone().unwrap_or_else(|| "others came before it".into()))
    }

    /// How many runs of a workspace wait.
    pub fn of_workspace(&self, workspace: WorkspaceId) -> usize {
        self.by_workspace.get(&workspace).copied().unwrap_or(0)
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.by_workspace.values().sum()
    }

    /// The flows of which runs wait.
    pub fn flows(&self) -> HashSet<(WorkspaceId, FlowId)> {
        self.lanes.keys().map(|name| (name.workspace, name.flow)).collect()
    }

    /// Lets a run go that will not begin any more.
    pub fn forget(&mut self, run: RunId) {
        self.gone.insert(run);
    }

    /// Takes in what a flow allows now, and asks anew for all its runs.
    pub fn set_bound(&mut self, flow: FlowId, bound: Bound) {
        let names: Vec<Name> = self
            .lanes
            .iter()
            .filter(|(name, lane)| name.flow == flow && lane.bound != bound)
            .map(|(name, _)| name.clone())
            .collect();
        for name in names {
            if let Some(lane) = self.lanes.get_mut(&name) {
                lane.bound = bound;
            }
            self.wake(name);
        }
    }

    /// Asks anew for all runs of a workspace that its own limit keeps waiting.
    pub fn wake_workspace(&mut self, workspace: WorkspaceId) {
        for name in self.parked.remove(&Place::Workspace(workspace)).into_iter().flatten() {
            self.wake(name);
        }
    }

    /// A run of this name has given its places back: those who may come after it are asked.
    pub fn freed(&mut self, name: &Name) {
        self.ask_one(&Place::Workspace(name.workspace));
        self.ask_one(&Place::AtOnce(name.flow, name.key.clone()));
    }

    /// Asks where it may be worth it by now.
    pub fn probe(&mut self, now: Timestamp) {
        while self.probes.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            if let Some(Reverse((_, place))) = self.probes.pop() {
                self.ask_one(&place);
            }
        }
    }

    /// When it may be worth asking again.
    pub fn next_probe(&self) -> Option<Timestamp> {
        self.probes.peek().map(|Reverse((at, _))| *at)
    }

    /// Whether a run could ask now.
    pub fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The next runs that ask, in fair order, of workspaces that may begin runs now.
    pub fn ask(&mut self, most: usize, mut may: impl FnMut(WorkspaceId) -> bool) -> Vec<Asking> {
        let mut asking = Vec::new();
        while asking.len() < most {
            let Some((_, name)) = self.ready.pop(&mut may) else { break };
            let Some(lane) = self.lanes.get_mut(&name).filter(|lane| lane.state == LaneState::Ready) else { continue };
            lane.drop_gone(&mut self.gone, &mut self.by_workspace, name.workspace);
            let Some(run) = lane.runs.get(lane.asked).copied() else {
                lane.state = LaneState::Asked;
                if lane.runs.is_empty() {
                    self.lanes.remove(&name);
                }
                continue;
            };
            lane.asked += 1;
            if lane.asked < lane.runs.len() {
                self.ready.push(name.workspace, name.flow, name.clone(), 1);
            } else {
                lane.state = LaneState::Asked;
            }
            asking.push(Asking { bound: lane.bound, name, run });
        }
        asking
    }

    /// Takes in what runs were told, in the order in which they asked; gives those that begin.
    pub fn answered(&mut self, answers: Vec<(Asking, Turn)>, ask_again_at: Timestamp) -> Vec<RunId> {
        let mut begun = Vec::new();
        for (Asking { name, run, .. }, turn) in answers {
            let Some(lane) = self.lanes.get_mut(&name) else { continue };
            lane.asked = lane.asked.saturating_sub(1);
            match turn {
                Turn::Begins => {
                    // The lane's runs begin in order, so it is the first.
                    lane.runs.retain_first(run);
                    less(&mut self.by_workspace, name.workspace);
                    begun.push(run);
                    if lane.runs.is_empty() {
                        self.lanes.remove(&name);
                    }
                    self.ask_one(&Place::Workspace(name.workspace));
                    self.ask_one(&Place::AtOnce(name.flow, name.key.clone()));
                    self.ask_one(&Place::Rate(name.flow, name.rate_key.clone()));
                }
                Turn::Full(full) => self.park(name, full, ask_again_at),
            }
        }
        begun
    }

    /// The store could not be asked: all ask again.
    pub fn unanswered(&mut self, asking: Vec<Asking>) {
        for Asking { name, .. } in asking {
            if let Some(lane) = self.lanes.get_mut(&name) {
                lane.asked = 0;
            }
            self.wake(name);
        }
    }

    fn park(&mut self, name: Name, full: Full, ask_again_at: Timestamp) {
        let Some(lane) = self.lanes.get_mut(&name) else { return };
        lane.waits_for = Some(full.limit.to_string());
        if lane.state == LaneState::Parked {
            return;
        }
        // What of it stands in `ready` is passed over.
        lane.state = LaneState::Parked;
        lane.asked = 0;
        let place = match &full.limit {
            limit if limit.is_of_workspace() => Place::Workspace(name.workspace),
            Limit::FlowRate(..) => Place::Rate(name.flow, name.rate_key.clone()),
            _ => Place::AtOnce(name.flow, name.key.clone()),
        };
        self.probes.push(Reverse((full.again_at.unwrap_or(ask_again_at), place.clone())));
        self.parked.entry(place).or_default().push_back(name);
    }

    fn ask_one(&mut self, place: &Place) {
        let Some(names) = self.parked.get_mut(place) else { return };
        let next = names.pop_front();
        if names.is_empty() {
            self.parked.remove(place);
        }
        if let Some(name) = next {
            self.wake(name);
        }
    }

    fn wake(&mut self, name: Name) {
        let Some(lane) = self.lanes.get_mut(&name).filter(|lane| lane.state != LaneState::Ready) else { return };
        lane.state = LaneState::Ready;
        self.ready.push(name.workspace, name.flow, name, 1);
    }
}

impl Lane {
    /// Drops those at its end of the queue that do not want to begin any more.
    fn drop_gone(
        &mut self,
        gone: &mut HashSet<RunId>,
        by_workspace: &mut HashMap<WorkspaceId, usize>,
        workspace: WorkspaceId,
    ) {
        while !gone.is_empty() && self.runs.get(self.asked).is_some_and(|run| gone.remove(run)) {
            self.runs.remove(self.asked);
            less(by_workspace, workspace);
        }
    }
}

/// Removal of something that is at the front, or close to it.
trait RetainFirst {
    fn retain_first(&mut self, run: RunId);
}

impl RetainFirst for VecDeque<RunId> {
    fn retain_first(&mut self, run: RunId) {
        if let Some(place) = self.iter().position(|waiting| *waiting == run) {
            self.remove(place);
        }
    }
}

fn less(counts: &mut HashMap<WorkspaceId, usize>, workspace: WorkspaceId) {
    if let Some(count) = counts.get_mut(&workspace) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&workspace);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn name(workspace: u128, key: &str) -> Name {
        Name {
            workspace: WorkspaceId(Uuid::from_u128(workspace)),
            flow: FlowId(Uuid::from_u128(workspace)),
            key: key.into(),
            rate_key: "".into(),
        }
    }

    fn run(number: u128) -> RunId {
        RunId(Uuid::from_u128(number))
    }

    const BOUND: Bound = Bound { at_once: Some(1), rate: None };
    const LATER: Timestamp = Timestamp(1_000);

    fn full(key: &str) -> Turn {
        Turn::Full(Full { limit: Limit::FlowAtOnce(1, key.into()), again_at: None })
    }

    /// Answers as a limit of so many a lane would.
    fn answer(waiting: &mut Waiting, taken: &mut HashMap<Name, usize>, most: usize) -> Vec<RunId> {
        let asking = waiting.ask(100, |_| true);
        let answers = asking.into_iter().map(|asking| {
            let taken = taken.entry(asking.name.clone()).or_default();
            let turn = if *taken < most { Turn::Begins } else { full(&asking.name.key) };
            *taken += usize::from(turn == Turn::Begins);
            (asking, turn)
        });
        let answers = answers.collect();
        waiting.answered(answers, LATER)
    }

    #[test]
    fn runs_begin_in_order_as_places_become_free() {
        let (mut waiting, mut taken) = (Waiting::default(), HashMap::new());
        for number in 1..=4 {
            waiting.push(name(1, ""), BOUND, run(number), None);
        }
        assert_eq!(answer(&mut waiting, &mut taken, 1), [run(1)]);
        assert_eq!(answer(&mut waiting, &mut taken, 1), [], "parked");
        for number in 2..=4 {
            assert_eq!(waiting.before(&name(1, "")).as_deref(), Some("the flow allows 1 run at once"));
            taken.clear();
            waiting.freed(&name(1, ""));
            assert_eq!(answer(&mut waiting, &mut taken, 1), [run(number)]);
        }
        assert_eq!((waiting.len(), waiting.before(&name(1, ""))), (0, None));
    }

    #[test]
    fn a_full_key_does_not_hold_up_another() {
        let (mut waiting, mut taken) = (Waiting::default(), HashMap::new());
        taken.insert(name(1, "a"), 1);
        for number in 1..=3 {
            waiting.push(name(1, "a"), BOUND, run(number), None);
        }
        waiting.push(name(1, "b"), BOUND, run(4), None);
        assert_eq!(answer(&mut waiting, &mut taken, 1), [run(4)]);
        assert_eq!(waiting.of_workspace(name(1, "").workspace), 3);
    }

    #[test]
    fn one_that_is_gone_is_passed_over() {
        let (mut waiting, mut taken) = (Waiting::default(), HashMap::new());
        for number in 1..=3 {
            waiting.push(name(1, ""), BOUND, run(number), None);
        }
        waiting.forget(run(1));
        waiting.forget(run(3));
        assert_eq!(answer(&mut waiting, &mut taken, 9), [run(2)]);
        assert_eq!(answer(&mut waiting, &mut taken, 9), []);
        assert_eq!((waiting.len(), waiting.is_ready(), waiting.gone.len()), (0, false, 0));
    }

    #[test]
    fn what_frees_several_places_lets_several_begin() {
        let (mut waiting, mut taken) = (Waiting::default(), HashMap::new());
        for number in 0..5_u32 {
            let key = number.to_string();
            taken.insert(name(1, &key), 1);
            waiting.push(name(1, &key), BOUND, run(u128::from(number)), None);
        }
        // All are parked at the workspace's limit, which is raised then.
        let asking = waiting.ask(100, |_| true);
        let refused = |asking| (asking, Turn::Full(Full { limit: Limit::WorkspaceAtOnce(1), again_at: None }));
        assert_eq!(waiting.answered(asking.into_iter().map(refused).collect(), LATER), []);
        taken.clear();
        waiting.probe(LATER);
        let mut begun = Vec::new();
        while waiting.is_ready() {
            begun.extend(answer(&mut waiting, &mut taken, 1));
        }
        assert_eq!(begun.len(), 5);
    }

    #[test]
    fn what_could_not_be_asked_is_asked_again_in_the_same_order() {
        let (mut waiting, mut taken) = (Waiting::default(), HashMap::new());
        for number in 1..=3 {
            waiting.push(name(1, ""), BOUND, run(number), None);
        }
        let asking = waiting.ask(2, |_| true);
        assert_eq!(asking.len(), 2);
        waiting.unanswered(asking);
        assert_eq!(answer(&mut waiting, &mut taken, 9), [run(1), run(2), run(3)]);
    }

    #[test]
    fn a_lane_that_ran_empty_takes_more() {
        let (mut waiting, mut taken) = (Waiting::default(), HashMap::new());
        waiting.push(name(1, ""), BOUND, run(1), None);
        let asking = waiting.ask(9, |_| true);
        waiting.push(name(1, ""), BOUND, run(2), None);
        let answers = asking.into_iter().map(|asking| (asking, Turn::Begins)).collect();
        assert_eq!(waiting.answered(answers, LATER), [run(1)]);
        assert_eq!(answer(&mut waiting, &mut taken, 9), [run(2)]);
    }
}
