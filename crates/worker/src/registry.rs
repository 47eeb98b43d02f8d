//! Which runs are in memory, and how to reach their actors.
//!
//! The lock is what keeps a signal and its wait from both going to sleep: mail is
//! sent while it is held, and an actor leaves only while it is held and its
//! mailbox is empty.

use crate::suspects::Turn;
use engine::{Event, StepError, StepId};
use flow::Items;
use flow::id::{MailId, RunId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use store::door::RunnerError;
use store::messages::NewMessage;
use tokio::sync::{mpsc, oneshot};

/// What an actor can be told.
pub(crate) enum Mail {
    /// A heavy step ended.
    Finished {
        /// The step.
        step: StepId,
        /// How.
        event: Event,
        /// What it sent.
        messages: Vec<NewMessage>,
    },
    /// Something from outside; the sender wants to know when it is durable.
    Outside(Event, oneshot::Sender<Result<(), RunnerError>>),
    /// A timer may be due.
    Wake,
    /// A child run was begun, or it ended.
    Child {
        /// The step that begins it.
        step: StepId,
        /// What it gives, if it ended.
        ended: Option<Result<Items, StepError>>,
    },
    /// The turn of a step has come that may be what ends the process.
    Turn {
        /// The step.
        step: StepId,
        /// Its turn.
        turn: Turn,
    },
    /// The parent does not want the run any more.
    Cancel,
    /// Something another process asks; it is answered with the record it leads to.
    Asked(Event, MailId),
}

/// The receiving end of an actor.
pub(crate) type Mailbox = mpsc::UnboundedReceiver<Mail>;

/// The runs in memory.
#[derive(Default)]
pub(crate) struct Registry {
    actors: Mutex<HashMap<RunId, mpsc::UnboundedSender<Mail>>>,
}

impl Registry {
    /// Makes a mailbox for a run that is not in memory yet; None if it is.
    pub fn enter(&self, run: RunId) -> Option<Mailbox> {
        match self.lock().entry(run) {
            Entry::Occupied(_) => None,
            Entry::Vacant(vacant) => {
                let (sender, mailbox) = mpsc::unbounded_channel();
                vacant.insert(sender);
                Some(mailbox)
            }
        }
    }

    /// Hands mail to the run's actor; gives a mailbox that holds the mail already if
    /// the run is not in memory, for the caller to bring it there.
    pub fn deliver(&self, run: RunId, mail: Mail) -> Option<Mailbox> {
        let mut actors = self.lock();
        let undelivered = match actors.get(&run) {
            // An actor that is gone without leaving has panicked: it is replaced.
            Some(sender) => sender.send(mail).err()?.0,
            None => mail,
        };
        let (sender, mailbox) = mpsc::unbounded_channel();
        // The receiver is in our hands, so this cannot fail.
        let _ = sender.send(undelivered);
        actors.insert(run, sender);
        Some(mailbox)
    }

    /// Sends to an actor that is known to be there, such as from its own steps.
    pub fn sender(&self, run: RunId) -> Option<mpsc::UnboundedSender<Mail>> {
        self.lock().get(&run).cloned()
    }

    /// Lets the actor go if nothing is left for it; otherwise it must go on.
    pub fn leave(&self, run: RunId, mailbox: &Mailbox) -> bool {
        let mut actors = self.lock();
        let may_leave = mailbox.is_empty();
        if may_leave {
            actors.remove(&run);
        }
        may_leave
    }

    /// Forgets the actor whatever its mailbox holds; senders of unread mail are told by its drop.
    pub fn forget(&self, run: RunId) {
        self.lock().remove(&run);
    }

    /// Forgets all actors: nobody reaches them any more.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How many runs are in memory.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RunId, mpsc::UnboundedSender<Mail>>> {
        // The map is whole after each of the short sections above, panic or not.
        self.actors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_with_mail_does_not_leave() {
        let registry = Registry::default();
        let run = RunId(Default::default());
        let mut mailbox = registry.enter(run).unwrap();
        assert!(registry.deliver(run, Mail::Wake).is_none(), "it is there");
        assert!(!registry.leave(run, &mailbox), "its mail would be lost");
        assert!(matches!(mailbox.try_recv(), Ok(Mail::Wake)));
        assert!(registry.leave(run, &mailbox));
        assert!(registry.deliver(run, Mail::Wake).is_some(), "somebody has to bring it back");
    }
}
