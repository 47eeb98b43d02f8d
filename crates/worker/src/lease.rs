//! The lease under which this process owns runs, where several share a database.
//!
//! A beat every two seconds renews it. A process that lost it, because it stood still for
//! too long or could not reach the database, lets go of all runs and begins anew under
//! another id; what it still had on the way is refused by the store. While it does not
//! know whether it still owns its runs, it begins no effects.
//!
//! Where one process has the database to itself there is one tenure, and it never ends.

use crate::Inner;
use crate::actor;
use crate::recover;
use crate::registry::Mail;
use crate::sharing::Sharing;
use flow::id::{OwnerId, RunId, WorkspaceId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::carrier::{Tiding, Wanted};
use store::door::Load;
use store::owners::{BATCHES, Beat, Hint, NewOwner, News};
use store::{StoreError, StoreResult};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// So many runs are taken over at once.
const TAKEN_AT_ONCE: u32 = 500;
/// Whether an effect may begin is asked again after this long.
const ASK_AGAIN: Duration = Duration::from_millis(20);
/// While the database does not answer, the beat is tried again after this long.
const BEAT_AGAIN: Duration = Duration::from_millis(500);
/// Hints lead to no more beats than one in this time.
const BEAT_PAUSE: Duration = Duration::from_millis(20);

/// The lease of this process.
pub(crate) struct Lease {
    is_shared: bool,
    sharing: Sharing,
    tenure: RwLock<Arc<Tenure>>,
    is_taking_over: AtomicBool,
    /// The next beat is to be heard by others at once.
    is_calling: AtomicBool,
    /// Asks for a beat now.
    poke: Notify,
    /// The process has handed over its runs.
    closing: CancellationToken,
    tasks: TaskTracker,
    /// The workspaces that others were told are watched here.
    watched: watch::Sender<Vec<WorkspaceId>>,
}

/// The time in which this process owns its runs under one id.
pub(crate) struct Tenure {
    /// None: the process has the database to itself.
    pub owner: Option<OwnerId>,
    ended: CancellationToken,
    tasks: TaskTracker,
    sure_until: Mutex<Option<Instant>>,
}

impl Tenure {
    fn new(owner: Option<OwnerId>, sure_until: Option<Instant>) -> Arc<Self> {
        let (ended, tasks) = (CancellationToken::new(), TaskTracker::new());
        Arc::new(Self { owner, ended, tasks, sure_until: Mutex::new(sure_until) })
    }

    /// Works until the tenure ends.
    pub async fn within(&self, work: impl Future<Output = ()>) {
        let _token = self.tasks.token();
        tokio::select! {
            biased;
            () = self.ended.cancelled() => {}
            () = work => {}
        }
    }

    /// Ends all that works within; returns when nothing of it is left.
    async fn end(&self) {
        self.ended.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn is_sure_until(&self, instant: Instant) {
        *self.sure_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(instant);
    }

    fn is_sure(&self) -> bool {
        let until = *self.sure_until.lock().unwrap_or_else(PoisonError::into_inner);
        !self.ended.is_cancelled() && until.is_none_or(|until| Instant::now() < until)
    }
}

impl Lease {
    pub fn new(is_shared: bool, sharing: Sharing) -> Self {
        Self {
            is_shared,
            sharing,
            tenure: RwLock::new(Tenure::new(None, None)),
            is_taking_over: AtomicBool::new(false),
            is_calling: AtomicBool::new(false),
            poke: Notify::new(),
            closing: CancellationToken::new(),
            tasks: TaskTracker::new(),
            watched: watch::Sender::default(),
        }
    }

    /// Whether other processes may use the database.
    pub fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Whether this process performs runs.
    pub fn performs(&self) -> bool {
        !self.is_shared || self.sharing.role.performs()
    }

    /// The present tenure.
    pub fn tenure(&self) -> Arc<Tenure> {
        self.tenure.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The id under which this process owns runs; None if there are no other processes.
    pub fn owner(&self) -> Option<OwnerId> {
        self.tenure().owner
    }

    /// Whether another process owns this run, or nobody does at the moment.
    pub fn is_elsewhere(&self, owner: Option<OwnerId>) -> bool {
        self.is_shared && (!self.performs() || owner != self.owner())
    }

    /// Returns when it is sure that this process owns its runs: before that no effect may
    /// begin. A process that finds out it lost them never returns from here: the step is
    /// ended with its run.
    pub async fn may_act(&self) {
        while !self.tenure().is_sure() {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    /// Has others hear now what they would hear with the next beat.
    pub fn beat_now(&self) {
        self.poke.notify_one();
    }

    /// Has others beat now: there is something for them to find.
    pub fn call_others(&self) {
        self.is_calling.store(true, Ordering::Release);
        self.poke.notify_one();
    }

    /// Works until the process has handed over its runs.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let closing = self.closing.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = closing.cancelled() => {}
                () = work => {}
            }
        });
    }
}

/// Begins to share the database. Errors: what the store says.
pub(crate) async fn join(inner: &Inner) -> StoreResult<()> {
    let sharing = &inner.lease.sharing;
    let id = OwnerId::new(inner.ids.as_ref());
    let begun = Instant::now();
    let owner = NewOwner {
        id,
        host: sharing.host.clone(),
        process: std::process::id(),
        role: sharing.role.name().to_owned(),
        version: sharing.version.clone(),
        lease_ms: milliseconds(sharing.lease),
    };
    inner.store.join(owner).await?;
    let tenure = Tenure::new(Some(id), Some(begun + sharing.lease));
    *inner.lease.tenure.write().unwrap_or_else(PoisonError::into_inner) = tenure;
    Ok(())
}

/// Keeps the lease until the process has handed over its runs.
pub(crate) fn keep(inner: &Arc<Inner>, hints: mpsc::Receiver<Hint>) {
    inner.lease.spawn(beat_on(inner.clone(), hints));
}

async fn beat_on(inner: Arc<Inner>, mut hints: mpsc::Receiver<Hint>) {
    let mut changes = inner.store.changes();
    let mut batches = 0;
    let mut is_away = false;
    loop {
        let pause = match beat(&inner).await {
            Ok(()) => {
                if std::mem::take(&mut is_away) {
                    tracing::info!("the database answers again");
                }
                inner.lease.sharing.beat
            }
            Err(error) => {
                if !std::mem::replace(&mut is_away, true) {
                    tracing::warn!(%error, "the database does not answer; the lease may be lost");
                }
                BEAT_AGAIN
            }
        };
        let asked_for = changes.borrow_and_update().get(BATCHES).copied().unwrap_or_default();
        if std::mem::replace(&mut batches, asked_for) != asked_for {
            inner.batches.begun();
        }
        tokio::select! {
            () = wait_for_hint(&inner, &mut hints) => {
                tokio::time::sleep(BEAT_PAUSE).await;
                // One beat heeds them all.
                while let Ok(hint) = hints.try_recv() {
                    pass_on(&inner, hint);
                }
            }
            () = inner.lease.poke.notified() => tokio::time::sleep(BEAT_PAUSE).await,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Returns when it is worth to beat; passes on what is for others.
async fn wait_for_hint(inner: &Inner, hints: &mut mpsc::Receiver<Hint>) {
    while let Some(hint) = hints.recv().await {
        if !pass_on(inner, hint) {
            return;
        }
    }
    std::future::pending().await
}

/// Tells whether somebody else deals with it.
fn pass_on(inner: &Inner, hint: Hint) -> bool {
    match hint {
        Hint::Mail => inner.elsewhere.mail_has_come(),
        Hint::Answer => inner.elsewhere.answer_has_come(),
        Hint::Live(text) => inner.live.heard(&text, inner.lease.owner()),
        Hint::Connected => {
            inner.live.fetch_anew();
            return false;
        }
        Hint::Beat | Hint::Lost => return false,
    }
    true
}

async fn beat(inner: &Arc<Inner>) -> StoreResult<()> {
    let (tenure, sharing) = (inner.lease.tenure(), &inner.lease.sharing);
    let Some(id) = tenure.owner else { return Ok(()) };
    let begun = Instant::now();
    let watched = inner.live.watched_here();
    let is_called = inner.lease.is_calling.swap(false, Ordering::AcqRel);
    let is_urgent =
        is_called | inner.lease.watched.send_if_modified(|told| std::mem::replace(told, watched.clone()) != watched);
    let workspaces = watched.iter().copied().collect();
    inner.telling.attend(&Wanted { owner: Some(id), beginnings: inner.lease.performs(), workspaces });
    let beat = Beat {
        id,
        lease_ms: milliseconds(sharing.lease),
        load: serde_json::to_string(&load(inner)).unwrap_or_default(),
        watched,
        is_urgent,
    };
    match inner.store.beat(beat).await? {
        Some(news) => {
            tenure.is_sure_until(begun + sharing.lease);
            if is_urgent {
                inner.telling.hint(Tiding::Beat);
            }
            heed(inner, id, news);
            Ok(())
        }
        None => begin_anew(inner, &tenure).await,
    }
}

/// How much this process has to do.
pub(crate) fn load(inner: &Inner) -> Load {
    Load {
        runs_in_memory: inner.registry.len() as u64,
        runs_asleep: inner.wake.len() as u64,
        steps: inner.heavy.taken() as u64,
        steps_at_most: if inner.lease.performs() { inner.limits.heavy_steps as u64 } else { 0 },
        is_draining: inner.stop.is_cancelled(),
        runs_queued: inner.gate.waiting_count() as u64,
        carriers: if inner.lease.is_shared { inner.telling.state() } else { Vec::new() },
    }
}

fn heed(inner: &Arc<Inner>, id: OwnerId, news: News) {
    inner.live.watch_elsewhere(news.watched_elsewhere);
    if news.has_answers {
        inner.elsewhere.answer_has_come();
    }
    if news.has_mail {
        inner.elsewhere.mail_has_come();
    }
    if !inner.lease.performs() {
        return;
    }
    if news.has_events {
        inner.post.look();
    }
    for run in news.unwanted {
        actor::deliver(inner, run, Mail::Cancel);
    }
    let is_free = !inner.stop.is_cancelled() && news.has_orphans;
    if is_free && !inner.lease.is_taking_over.swap(true, Ordering::AcqRel) {
        let inner = inner.clone();
        inner.tasks.clone().spawn(async move {
            if let Err(error) = take_over(&inner, id).await {
                tracing::warn!(%error, "runs that nobody owns cannot be taken over at the moment");
            }
            inner.lease.is_taking_over.store(false, Ordering::Release);
        });
    }
}

/// Of the next own runs those that are not in memory, and the last of all; None: there are no more.
async fn asleep_after(inner: &Inner, id: OwnerId, after: Option<RunId>) -> StoreResult<(Vec<RunId>, Option<RunId>)> {
    let page = inner.store.owned(id, after, TAKEN_AT_ONCE).await?;
    let last = page.last().copied();
    Ok((page.into_iter().filter(|run| inner.registry.sender(*run).is_none()).collect(), last))
}

/// Takes runs that nobody owns, as long as there are some; who is busy takes fewer.
async fn take_over(inner: &Arc<Inner>, id: OwnerId) -> StoreResult<()> {
    while !inner.stop.is_cancelled() && inner.lease.owner() == Some(id) {
        let taken = match inner.store.take_over(id, TAKEN_AT_ONCE).await {
            Err(StoreError::Fenced) => return Ok(()),
            taken => taken?,
        };
        if taken.is_empty() {
            return Ok(());
        }
        tracing::info!(runs = taken.len(), "taking over runs of a process that is gone");
        let interrupted = taken.iter().filter_map(|open| recover::place(inner, open)).collect();
        recover::resume(inner.clone(), interrupted).await;
        // What it was about to begin again has to go on, too.
        inner.batches.begun();
    }
    Ok(())
}

/// Lets go of all runs, which others own now, and begins anew.
async fn begin_anew(inner: &Arc<Inner>, tenure: &Tenure) -> StoreResult<()> {
    tracing::error!("the lease was lost: others own the runs of this process now; it begins anew");
    tenure.end().await;
    inner.registry.clear();
    inner.wake.clear();
    inner.children.clear();
    inner.gate.clear();
    inner.elsewhere.clear();
    join(inner).await?;
    inner.lease.beat_now();
    Ok(())
}

/// Hands over runs until `ended`: first those that sleep, then what ends meanwhile.
pub(crate) async fn hand_over(inner: &Inner, ended: impl Future<Output = ()>) {
    let handing = async {
        loop {
            if let Err(error) = hand_back_sleepers(inner).await {
                tracing::warn!(%error, "runs cannot be handed over at the moment");
            }
            tokio::time::sleep(BEAT_AGAIN).await;
        }
    };
    if !inner.lease.is_shared || !inner.lease.performs() {
        return ended.await;
    }
    tokio::select! {
        () = ended => {}
        () = handing => {}
    }
}

async fn hand_back_sleepers(inner: &Inner) -> StoreResult<()> {
    let Some(id) = inner.lease.owner() else { return Ok(()) };
    let mut after = None;
    loop {
        let (asleep, last) = asleep_after(inner, id, after).await?;
        if last.is_none() {
            return Ok(());
        }
        after = last;
        if !asleep.is_empty() {
            inner.store.hand_back(id, asleep).await?;
        }
    }
}

/// Ends the lease: all runs are free for others.
pub(crate) async fn leave(inner: &Inner) -> StoreResult<()> {
    inner.lease.closing.cancel();
    inner.lease.tasks.close();
    inner.lease.tasks.wait().await;
    match inner.lease.owner() {
        Some(id) => inner.store.leave(id).await,
        None => Ok(()),
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
