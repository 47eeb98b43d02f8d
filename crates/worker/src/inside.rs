//! Runs the flow that a step calls within the run of the caller, where that makes no
//! difference: nothing of it reaches outside, waits or is limited, and it ends well. So a
//! call of a light flow costs neither a run nor a record.
//!
//! It is tried, and given up as soon as it does not end at once. Nothing is lost by that,
//! for light nodes have no effect: a run of its own is begun instead, which also is how a
//! failure is shown.

use crate::Inner;
use crate::active::Active;
use crate::child::{self, Caller, ChildRequest};
use crate::kept::Kept;
use crate::resume;
use engine::Event;
use engine::event::Inside;
use flow::Items;
use flow::id::RunId;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Runs what a run calls within it, as far as that can be done; for the rest runs are begun
/// after the next record. Boxed, since what is called may call.
pub(crate) fn settle<'a>(inner: &'a Arc<Inner>, active: &'a mut Active) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        while let Some(request) = active.next_inside() {
            let step = request.step;
            match attempt(inner, active, &request).await {
                Some((items, inside)) => {
                    active.feed(Event::RanInside { step, items, inside });
                }
                None => active.begin_apart(request),
            }
        }
    })
}

async fn attempt(inner: &Arc<Inner>, active: &Active, request: &ChildRequest) -> Option<(Items, Inside)> {
    let caller = Caller::of(active);
    if caller.depth >= child::DEPTH_MOST || !child::waits(&caller.version, request.step) {
        return None;
    }
    if active.is_resumed() {
        // One that was begun before goes on.
        let key = child::key(&caller.version, request.step);
        let earlier = inner.store.child(caller.version.workspace, caller.id, &key).await;
        earlier.ok().filter(Option::is_none)?;
    }
    // Whatever is wrong with the call, the attempt to begin a run tells.
    let (trigger, version, items) = child::called(inner, &caller, request).await.ok()?;
    if !version.may_be_inside {
        return None;
    }
    let node = version.plan.index_of(&trigger.trigger.node)?;
    let id = RunId::new(inner.ids.as_ref());
    let manner = resume::manner(&version, id, caller.mode_of_called(), None).ok()?;
    let kept = Kept::of_new_run(inner, &version).await.ok()?;
    let called = Active::inside(&caller, version, id, inner.clock.clone());
    let mut called = called.bounded(&inner.limits).seeing(kept);
    called.feed(Event::Started { node, items: items.settled(), kept: BTreeMap::new(), manner });
    settle(inner, &mut called).await;
    called.ended_inside()
}
