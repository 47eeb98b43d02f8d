//! Hears what other processes tell: a connection of its own that does nothing else.
//! What is lost while it is away is found by looking, so it only makes things quick.

use super::connection::Address;
use crate::owners::Hint;
use crate::sql::hold::Hold;
use crate::{StoreError, StoreResult};
use ::postgres::Notification;
use ::postgres::fallible_iterator::FallibleIterator;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

/// Whether to stop is looked at this often.
const PATIENCE: Duration = Duration::from_millis(250);
/// After a connection was lost, or could not be made, it is tried again after this long.
const AGAIN: Duration = Duration::from_millis(500);

/// The thread that hears, until this is dropped.
pub(super) struct Ear {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ear {
    pub(super) fn start(address: &Address, hold: &Arc<Hold>) -> StoreResult<Self> {
        let (stop, stopped) = channel();
        let (address, hold) = (address.clone(), Arc::downgrade(hold));
        let hear = move || {
            loop {
                match listen(&address, &hold, &stopped) {
                    Ok(()) => return,
                    Err(error) => {
                        tracing::debug!(%error, "notifications are not heard at the moment");
                        hold.upgrade().iter().for_each(|hold| hold.hear(false));
                    }
                }
                if !matches!(stopped.recv_timeout(AGAIN), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("store-ear".to_owned())
            .spawn(hear)
            .map_err(|error| StoreError::Unavailable(format!("cannot start a thread: {error}")))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported where it happened.
            thread.join().ok();
        }
    }
}

/// Passes on what comes until the store is dropped.
fn listen(address: &Address, hold: &Weak<Hold>, stopped: &Receiver<()>) -> StoreResult<()> {
    let mut connection = address.connect()?;
    connection.client.batch_execute("LISTEN towpath; LISTEN towpath_live")?;
    match hold.upgrade() {
        Some(hold) => hold.hear(true),
        None => return Ok(()),
    }
    loop {
        let heard = connection.client.notifications().timeout_iter(PATIENCE).next()?;
        let Some(hold) = hold.upgrade() else { return Ok(()) };
        if let Some(hint) = heard.and_then(|heard| hint(&heard, &hold)) {
            hold.tell(hint);
        }
        if !matches!(stopped.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
            return Ok(());
        }
        if connection.client.is_closed() {
            return Err(StoreError::Unavailable("the connection was closed".to_owned()));
        }
    }
}

/// What a notification says to this process.
fn hint(heard: &Notification, hold: &Hold) -> Option<Hint> {
    if heard.channel() == "towpath_live" {
        return Some(Hint::Live(heard.payload().to_owned()));
    }
    let own = hold.owner().ok().flatten().map(|owner| owner.0.to_string());
    let is_for = |whom: &str| whom == "*" || Some(whom) == own.as_deref();
    match heard.payload().split_once(' ') {
        Some(("mail", whom)) => is_for(whom).then_some(Hint::Mail),
        Some(("answer", whom)) => is_for(whom).then_some(Hint::Answer),
        _ => Some(Hint::Beat),
    }
}
