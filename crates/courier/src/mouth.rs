//! The connection that speaks: hints and live events are published, and it is asked now
//! and then whether anybody is there.

use crate::{AGAIN, ANSWER_MOST, ASK_EVERY, CONNECT_MOST, End, Line, lock, reason};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisError, RedisResult};
use std::sync::{Arc, Mutex};
use store::carrier::{LiveText, Tiding};
use tokio::sync::Notify;

/// What is said to all and to one.
pub(crate) const BEAT: &str = "beat";
pub(crate) const MAIL: &str = "mail";
pub(crate) const ANSWER: &str = "answer";

/// The connection while there is one.
#[derive(Default)]
pub(crate) struct Mouth {
    connection: Mutex<Option<MultiplexedConnection>>,
    lost: Notify,
}

impl std::fmt::Debug for Mouth {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Mouth").field("is_there", &lock(&self.connection).is_some()).finish()
    }
}

/// Keeps a connection.
pub(crate) async fn keep(line: Arc<Line>) {
    loop {
        if let Err(error) = speak(&line).await {
            *lock(&line.mouth.connection) = None;
            line.note(End::Mouth, Some(reason(&error)));
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Returns when the connection is lost.
async fn speak(line: &Line) -> RedisResult<()> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT_MOST)).set_response_timeout(Some(ANSWER_MOST));
    let mut connection = line.client.get_multiplexed_async_connection_with_config(&config).await?;
    loop {
        redis::cmd("PING").query_async::<()>(&mut connection).await?;
        // Each time: whoever was not answered in time has put it away.
        *lock(&line.mouth.connection) = Some(connection.clone());
        line.note(End::Mouth, None);
        // Whoever could not speak has it looked at now.
        let _ = tokio::time::timeout(ASK_EVERY, line.mouth.lost.notified()).await;
    }
}

/// The connection, if there is one.
pub(crate) fn connection(line: &Line) -> Option<MultiplexedConnection> {
    lock(&line.mouth.connection).clone()
}

/// Notes that Redis did not answer: nobody waits for it until it does.
pub(crate) fn failed(line: &Line, error: &RedisError) {
    *lock(&line.mouth.connection) = None;
    line.note(End::Mouth, Some(reason(error)));
    line.mouth.lost.notify_one();
}

/// Publishes; gives back what was not heard by as many as should.
pub(crate) async fn tell(line: &Line, tidings: Vec<Tiding>) -> Vec<Tiding> {
    let Some(mut connection) = connection(line) else { return tidings };
    let mut pipeline = redis::pipe();
    for tiding in &tidings {
        let (channel, text) = addressed(line, tiding);
        pipeline.publish(channel, text);
    }
    match pipeline.query_async::<Vec<usize>>(&mut connection).await {
        Ok(heard) => {
            let own = lock(&line.heard);
            let is_missing = |(tiding, heard): (Tiding, usize)| {
                let should = match &tiding {
                    Tiding::Live(live) => live.watchers + usize::from(own.contains(&live.workspace)),
                    Tiding::Mail(_) | Tiding::Answer(_) => 1,
                    // The database tells that, too.
                    Tiding::Beat => 0,
                };
                (heard < should).then_some(tiding)
            };
            tidings.into_iter().zip(heard).filter_map(is_missing).collect()
        }
        Err(error) => {
            failed(line, &error);
            tidings
        }
    }
}

fn addressed<'a>(line: &Line, tiding: &'a Tiding) -> (String, &'a str) {
    match tiding {
        Tiding::Beat => (line.to_all(), BEAT),
        Tiding::Mail(None) => (line.to_beginners(), MAIL),
        Tiding::Mail(Some(owner)) => (line.to_owner(*owner), MAIL),
        Tiding::Answer(asker) => (line.to_owner(*asker), ANSWER),
        Tiding::Live(LiveText { workspace, text, .. }) => (line.about(*workspace), text),
    }
}
