//! The connection that listens: to what is for all, for this process, and to what
//! happens in the workspaces that somebody watches here.

use crate::mouth::{ANSWER, BEAT, MAIL};
use crate::{AGAIN, ANSWER_MOST, ASK_EVERY, CONNECT_MOST, End, Line, lock, reason};
use flow::id::WorkspaceId;
use futures_util::StreamExt;
use redis::aio::PubSubSink;
use redis::{ErrorKind, Msg, RedisError, RedisResult};
use std::sync::Arc;
use std::time::Duration;
use store::carrier::Wanted;
use store::owners::Hint;

/// Keeps a connection.
pub(crate) async fn keep(line: Arc<Line>) {
    loop {
        if let Err(error) = listen(&line).await {
            lock(&line.heard).clear();
            line.note(End::Ear, Some(reason(&error)));
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Passes on what comes until the connection is lost.
async fn listen(line: &Line) -> RedisResult<()> {
    let (mut sink, mut messages) = within(CONNECT_MOST, line.client.get_async_pubsub()).await?.split();
    let mut wanted = line.wanted.subscribe();
    let mut present = wanted.borrow_and_update().clone();
    within(ANSWER_MOST, sink.subscribe(line.to_all())).await?;
    change(line, &mut sink, &Wanted::default(), &present).await?;
    line.note(End::Ear, None);
    // Something may have been said while nobody listened.
    tell(line, Hint::Connected);
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => heard(line, &message),
                None => return Err(RedisError::from((ErrorKind::Io, "the connection was closed"))),
            },
            changed = wanted.changed() => {
                if changed.is_err() {
                    // The courier is being dropped.
                    return Ok(());
                }
                let next = wanted.borrow_and_update().clone();
                change(line, &mut sink, &present, &next).await?;
                present = next;
            }
            () = tokio::time::sleep(ASK_EVERY) => within(ANSWER_MOST, sink.ping::<()>()).await?,
        }
    }
}

async fn within<T>(most: Duration, work: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    let late = |_| RedisError::from((ErrorKind::Io, "Redis does not answer in time"));
    tokio::time::timeout(most, work).await.map_err(late)?
}

/// Listens to what is wanted now, and no more to what is not.
async fn change(line: &Line, sink: &mut PubSubSink, before: &Wanted, now: &Wanted) -> RedisResult<()> {
    let gone: Vec<WorkspaceId> = before.workspaces.difference(&now.workspaces).copied().collect();
    lock(&line.heard).retain(|workspace| !gone.contains(workspace));
    let channels = |wanted: &Wanted, besides: &Wanted| -> Vec<String> {
        let about = wanted.workspaces.difference(&besides.workspaces).map(|workspace| line.about(*workspace));
        let own = wanted.owner.filter(|_| wanted.owner != besides.owner).map(|owner| line.to_owner(owner));
        let beginnings = (wanted.beginnings && !besides.beginnings).then(|| line.to_beginners());
        about.chain(own).chain(beginnings).collect()
    };
    let (ended, begun) = (channels(before, now), channels(now, before));
    if !ended.is_empty() {
        within(ANSWER_MOST, sink.unsubscribe(ended)).await?;
    }
    if !begun.is_empty() {
        within(ANSWER_MOST, sink.subscribe(begun)).await?;
    }
    lock(&line.heard).clone_from(&now.workspaces);
    Ok(())
}

fn heard(line: &Line, message: &Msg) {
    // What is no text is not ours.
    let Ok(text) = message.get_payload::<String>() else { return };
    let is_live = message.get_channel_name().strip_prefix(&line.prefix).is_some_and(|rest| rest.starts_with(":live:"));
    match text.as_str() {
        _ if is_live => tell(line, Hint::Live(text)),
        BEAT => tell(line, Hint::Beat),
        MAIL => tell(line, Hint::Mail),
        ANSWER => tell(line, Hint::Answer),
        _ => {}
    }
}

fn tell(line: &Line, hint: Hint) {
    // Nobody may listen yet.
    let _ = line.hints.send(hint);
}
