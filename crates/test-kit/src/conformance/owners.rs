//! Processes that share a database: leases, the fence, taking over, and what they ask of
//! each other.

use super::{Harness, assert_conflict};
use crate::world::World;
use flow::id::{MailId, OwnerId, RunId, WorkspaceId};
use std::sync::Arc;
use store::inbox::Mail;
use store::owners::{Beat, NewOwner, News};
use store::runs::{Record, RunStatus};
use store::{Store, StoreError, StoreResult};

/// Longer than any test.
const LONG_MS: i64 = 3_600_000;
/// It has run out before anybody looks.
const OVER_MS: i64 = -1;

/// All cases of this area; for databases that two processes may use.
pub async fn all(harness: &dyn Harness) {
    the_runs_of_an_ended_lease_are_taken_over_once(&pair(harness).await).await;
    what_comes_too_late_is_refused(&pair(harness).await).await;
    only_the_owner_advances_a_run(&pair(harness).await).await;
    a_lease_that_is_renewed_stays(&pair(harness).await).await;
    who_leaves_leaves_its_runs(&pair(harness).await).await;
    runs_of_nobody_are_taken(&pair(harness).await).await;
    runs_are_handed_back(&pair(harness).await).await;
    only_runs_that_sleep_are_handed_out(&pair(harness).await).await;
    ended_runs_belong_to_nobody(&pair(harness).await).await;
    a_question_finds_the_owner_of_its_run(&pair(harness).await).await;
    a_question_is_answered_with_the_record(&pair(harness).await).await;
    what_a_dead_process_took_is_taken_again(&pair(harness).await).await;
    unwanted_runs_are_told_of(&pair(harness).await).await;
    processes_are_listed(&pair(harness).await).await;
}

/// Two processes at one database.
struct Pair {
    one: World,
    other: World,
}

async fn pair(harness: &dyn Harness) -> Pair {
    let one = World::new(harness.open().await);
    let other = one.with_store(harness.beside().await.expect("this harness has two processes"));
    Pair { one, other }
}

impl World {
    async fn join(&self, lease_ms: i64) -> OwnerId {
        let id = OwnerId::new(&*self.ids);
        let (host, role, version) = ("here".to_owned(), "all".to_owned(), "1".to_owned());
        self.store.join(NewOwner { id, host, process: 7, role, version, lease_ms }).await.expect("joins");
        id
    }

    async fn beat(&self, id: OwnerId) -> Option<News> {
        let beat = Beat { id, lease_ms: LONG_MS, load: "{}".into(), watched: Vec::new(), is_urgent: false };
        self.store.beat(beat).await.expect("beats")
    }

    /// A flow, and an open run of it.
    async fn open_run(&self) -> (WorkspaceId, Record) {
        let tenant = self.set_up().await;
        let flow = self.flow(tenant.id(), "First").await;
        let record = self.record(&flow, RunStatus::Running);
        self.store.commit(record.clone()).await.expect("accepted");
        (tenant.id(), record)
    }

    async fn taken(&self, id: OwnerId) -> Vec<RunId> {
        let taken = self.store.take_over(id, 10).await.expect("takes over");
        taken.into_iter().map(|run| run.id).collect()
    }

    async fn owner_of(&self, run: RunId) -> Option<OwnerId> {
        self.store.load_run(run).await.expect("it is there").0.owner
    }
}

#[track_caller]
fn assert_fenced<T>(result: StoreResult<T>) {
    assert!(matches!(result.as_ref().err(), Some(StoreError::Fenced)), "{:?}", result.err());
}

async fn the_runs_of_an_ended_lease_are_taken_over_once(pair: &Pair) {
    let (dead, living) = (pair.one.join(OVER_MS).await, pair.other.join(LONG_MS).await);
    let (_, first) = pair.one.open_run().await;
    assert_eq!(pair.one.owner_of(first.run).await, Some(dead));
    assert_eq!(pair.other.taken(living).await, [], "its lease is not ended yet");
    assert!(pair.other.beat(living).await.expect("it lives").has_orphans);
    assert_eq!(pair.other.taken(living).await, [first.run]);
    assert_eq!(pair.other.taken(living).await, []);
    assert_eq!(pair.one.owner_of(first.run).await, Some(living));
    assert!(!pair.other.beat(living).await.expect("it lives").has_orphans);
}

async fn what_comes_too_late_is_refused(pair: &Pair) {
    let (_, living) = (pair.one.join(OVER_MS).await, pair.other.join(LONG_MS).await);
    let (_, first) = pair.one.open_run().await;
    pair.other.beat(living).await.expect("it lives");
    let next = pair.one.next_record(&first, RunStatus::Succeeded);
    assert_fenced(pair.one.store.commit(next.clone()).await);
    assert_eq!(pair.other.taken(living).await, [first.run]);
    assert_fenced(pair.one.store.commit(next.clone()).await);
    // What it has begun anew is not what it owned before.
    pair.one.join(LONG_MS).await;
    assert_fenced(pair.one.store.commit(next.clone()).await);
    pair.other.store.commit(next).await.expect("the new owner goes on");
}

async fn only_the_owner_advances_a_run(pair: &Pair) {
    let (_, _) = (pair.one.join(LONG_MS).await, pair.other.join(LONG_MS).await);
    let (_, first) = pair.one.open_run().await;
    let next = pair.one.next_record(&first, RunStatus::Waiting);
    assert_fenced(pair.other.store.commit(next.clone()).await);
    pair.one.store.commit(next.clone()).await.expect("its own");
    assert_conflict(pair.one.store.commit(next).await);
}

async fn a_lease_that_is_renewed_stays(pair: &Pair) {
    let (one, other) = (pair.one.join(OVER_MS).await, pair.other.join(LONG_MS).await);
    assert!(pair.one.beat(one).await.is_some(), "nobody has ended it");
    assert!(pair.other.beat(other).await.is_some());
    let (_, first) = pair.one.open_run().await;
    assert_eq!(pair.other.taken(other).await, []);
    assert_eq!(pair.one.owner_of(first.run).await, Some(one));
    pair.one.store.leave(one).await.expect("leaves");
    assert!(pair.one.beat(one).await.is_none(), "who left has no lease to renew");
    assert_fenced(pair.one.store.take_over(one, 10).await);
}

async fn who_leaves_leaves_its_runs(pair: &Pair) {
    let (one, other) = (pair.one.join(LONG_MS).await, pair.other.join(LONG_MS).await);
    let (_, first) = pair.one.open_run().await;
    pair.one.store.leave(one).await.expect("leaves");
    assert_fenced(pair.one.store.commit(pair.one.next_record(&first, RunStatus::Waiting)).await);
    assert_eq!(pair.other.taken(other).await, [first.run]);
}

/// Runs of a database that had one process, or was moved here.
async fn runs_of_nobody_are_taken(pair: &Pair) {
    let (_, first) = pair.one.open_run().await;
    assert_eq!(pair.one.owner_of(first.run).await, None);
    let other = pair.other.join(LONG_MS).await;
    assert!(pair.other.beat(other).await.expect("it lives").has_orphans);
    assert_eq!(pair.other.taken(other).await, [first.run]);
}

async fn runs_are_handed_back(pair: &Pair) {
    let (one, other) = (pair.one.join(LONG_MS).await, pair.other.join(LONG_MS).await);
    let (_, first) = pair.one.open_run().await;
    assert_eq!(pair.one.store.owned(one, None, 10).await.expect("a page"), [first.run]);
    pair.other.store.hand_back(other, vec![first.run]).await.expect("changes nothing: it is not its own");
    assert_eq!(pair.one.owner_of(first.run).await, Some(one));
    pair.one.store.hand_back(one, vec![first.run]).await.expect("hands it back");
    assert_eq!(pair.one.store.owned(one, None, 10).await.expect("a page"), []);
    assert_fenced(pair.one.store.commit(pair.one.next_record(&first, RunStatus::Waiting)).await);
    assert_eq!(pair.other.taken(other).await, [first.run]);
}

async fn only_runs_that_sleep_are_handed_out(pair: &Pair) {
    let one = pair.one.join(LONG_MS).await;
    assert_eq!(pair.one.beat(one).await.expect("it lives").performers, 1);
    let other = pair.other.join(LONG_MS).await;
    assert_eq!(pair.one.beat(one).await.expect("it lives").performers, 2);
    let tenant = pair.one.set_up().await;
    let flow = pair.one.flow(tenant.id(), "First").await;
    let (busy, asleep) = (pair.one.record(&flow, RunStatus::Running), pair.one.record(&flow, RunStatus::Waiting));
    for record in [&busy, &asleep] {
        pair.one.store.commit(record.clone()).await.expect("accepted");
    }
    let both = vec![busy.run, asleep.run];
    pair.other.store.hand_out(other, both.clone()).await.expect("changes nothing: they are not its own");
    assert_eq!(pair.other.taken(other).await, []);
    pair.one.store.hand_out(one, both).await.expect("hands out");
    assert_eq!(pair.other.taken(other).await, [asleep.run]);
    assert_eq!(pair.one.owner_of(busy.run).await, Some(one));
}

async fn ended_runs_belong_to_nobody(pair: &Pair) {
    let one = pair.one.join(LONG_MS).await;
    let (_, first) = pair.one.open_run().await;
    pair.one.store.commit(pair.one.next_record(&first, RunStatus::Succeeded)).await.expect("ends");
    pair.one.store.leave(one).await.expect("leaves");
    let other = pair.other.join(LONG_MS).await;
    assert_eq!(pair.other.taken(other).await, []);
    assert!(!pair.other.beat(other).await.expect("it lives").has_orphans);
}

fn question(world: &World, asker: OwnerId, workspace: WorkspaceId, run: Option<RunId>) -> Mail {
    Mail { id: MailId::new(&*world.ids), asker, workspace, run, body: b"what".to_vec() }
}

/// Asks; gives the owner of the run it is about.
async fn ask(world: &World, mail: &Mail) -> Option<OwnerId> {
    world.store.post(mail.clone()).await.expect("posted")
}

async fn mail(store: &Arc<dyn Store>, owner: OwnerId, begins: bool) -> Vec<Mail> {
    store.take_mail(owner, begins, 10).await.expect("mail")
}

async fn a_question_finds_the_owner_of_its_run(pair: &Pair) {
    let (one, other) = (pair.one.join(LONG_MS).await, pair.other.join(LONG_MS).await);
    let (workspace, first) = pair.one.open_run().await;
    let about = question(&pair.one, other, workspace, Some(first.run));
    let anyone = question(&pair.one, other, workspace, None);
    assert_eq!(ask(&pair.other, &about).await, Some(one));
    assert_eq!(ask(&pair.other, &anyone).await, None);
    assert!(pair.one.beat(one).await.expect("it lives").has_mail);
    assert_eq!(mail(&pair.other.store, other, false).await, []);
    assert_eq!(mail(&pair.one.store, one, false).await, std::slice::from_ref(&about));
    assert_eq!(mail(&pair.one.store, one, true).await, std::slice::from_ref(&anyone));
    assert_eq!(mail(&pair.one.store, one, true).await, []);
    assert!(!pair.other.store.withdraw_mail(about.id).await.expect("asked"), "it is taken");
    pair.one.store.answer_mail(vec![(about.id, b"so".to_vec())]).await.expect("answered");
    pair.one.store.answer_mail(vec![(about.id, b"or so".to_vec())]).await.expect("too late");
    assert!(pair.other.beat(other).await.expect("it lives").has_answers);
    assert_eq!(pair.one.store.answers(one).await.expect("none"), []);
    assert_eq!(pair.other.store.answers(other).await.expect("one"), [(about.id, b"so".to_vec())]);
    assert_eq!(pair.other.store.answers(other).await.expect("none"), []);

    let late = question(&pair.one, other, workspace, None);
    ask(&pair.other, &late).await;
    assert!(pair.other.store.withdraw_mail(late.id).await.expect("asked"));
    assert_eq!(mail(&pair.one.store, one, true).await, []);
}

async fn a_question_is_answered_with_the_record(pair: &Pair) {
    let (one, other) = (pair.one.join(LONG_MS).await, pair.other.join(LONG_MS).await);
    let (workspace, first) = pair.one.open_run().await;
    let about = question(&pair.one, other, workspace, Some(first.run));
    ask(&pair.other, &about).await;
    assert_eq!(mail(&pair.one.store, one, true).await.len(), 1);
    let next = pair.one.next_record(&first, RunStatus::Waiting);
    let refused = Record { sequence: 9, heard: vec![about.id], ..next.clone() };
    assert_conflict(pair.one.store.commit(refused).await);
    assert_eq!(pair.other.store.answers(other).await.expect("none"), []);
    pair.one.store.commit(Record { heard: vec![about.id], ..next }).await.expect("kept");
    assert_eq!(pair.other.store.answers(other).await.expect("one"), [(about.id, Vec::new())]);
}

async fn what_a_dead_process_took_is_taken_again(pair: &Pair) {
    let (dead, living) = (pair.one.join(OVER_MS).await, pair.other.join(LONG_MS).await);
    let (workspace, first) = pair.one.open_run().await;
    for run in [Some(first.run), None] {
        ask(&pair.other, &question(&pair.one, living, workspace, run)).await;
    }
    assert_eq!(mail(&pair.one.store, dead, true).await.len(), 2);
    assert_eq!(mail(&pair.other.store, living, true).await, []);
    pair.other.beat(living).await.expect("it lives");
    assert_eq!(pair.other.taken(living).await, [first.run]);
    assert_eq!(mail(&pair.other.store, living, true).await.len(), 2);
}

async fn unwanted_runs_are_told_of(pair: &Pair) {
    let one = pair.one.join(LONG_MS).await;
    let tenant = pair.one.set_up().await;
    let flow = pair.one.flow(tenant.id(), "First").await;
    let parent = pair.one.record(&flow, RunStatus::Running);
    pair.one.store.commit(parent.clone()).await.expect("accepted");
    let mut child = pair.one.record(&flow, RunStatus::Running);
    if let Some(accept) = &mut child.accept {
        accept.parent = Some(store::runs::Parent { run: parent.run, step: "call/0/1".into(), depth: 1 });
    }
    pair.one.store.commit(child.clone()).await.expect("accepted");
    assert_eq!(pair.one.beat(one).await.expect("it lives").unwanted, []);
    let next = pair.one.next_record(&parent, RunStatus::Succeeded);
    pair.one.store.commit(Record { abandons: vec!["call/0/1".into()], ..next }).await.expect("kept");
    assert_eq!(pair.one.beat(one).await.expect("it lives").unwanted, [child.run]);
}

async fn processes_are_listed(pair: &Pair) {
    let (one, other) = (pair.one.join(OVER_MS).await, pair.other.join(LONG_MS).await);
    pair.one.open_run().await;
    let before = pair.one.store.processes().await.expect("a list");
    assert_eq!(before.present.iter().map(|row| row.id).collect::<Vec<_>>(), [one, other]);
    assert_eq!((before.present[0].host.as_str(), before.present[0].process), ("here", 7));
    assert_eq!(
        before.runs.iter().map(|row| (row.owner, row.status, row.runs)).collect::<Vec<_>>(),
        [(Some(one), RunStatus::Running, 1)]
    );
    let watched = vec![WorkspaceId::new(&*pair.one.ids)];
    let beat = Beat { id: other, lease_ms: LONG_MS, load: "busy".into(), watched, is_urgent: true };
    pair.other.store.beat(beat).await.expect("beats");
    let after = pair.one.store.processes().await.expect("a list");
    assert_eq!(after.present.iter().map(|row| (row.id, row.load.as_str())).collect::<Vec<_>>(), [(other, "busy")]);
    assert_eq!(
        after.gone.iter().map(|row| (row.id, row.crashed, row.emptied)).collect::<Vec<_>>(),
        [(one, true, false)]
    );
}
