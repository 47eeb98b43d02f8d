//! Work that goes on when whoever asked for it has gone away: a caller who hangs up must
//! not leave a run behind that is accepted and that nobody drives.

use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// The work; polled by the caller as long as there is one, and by a task of its own after that.
pub(crate) struct ToTheEnd<F: Future + Send + 'static>
where
    F::Output: Send,
{
    work: Option<Pin<Box<F>>>,
    tasks: TaskTracker,
}

/// Lets work go on to its end, whatever becomes of the caller.
pub(crate) fn to_the_end<F>(tasks: &TaskTracker, work: F) -> ToTheEnd<F>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    ToTheEnd { work: Some(Box::pin(work)), tasks: tasks.clone() }
}

impl<F: Future + Send + 'static> Future for ToTheEnd<F>
where
    F::Output: Send,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(work) = self.work.as_mut() else { return Poll::Pending };
        let polled = work.as_mut().poll(context);
        if polled.is_ready() {
            self.work = None;
        }
        polled
    }
}

impl<F: Future + Send + 'static> Drop for ToTheEnd<F>
where
    F::Output: Send,
{
    fn drop(&mut self) {
        // Without a runtime the process ends, and what was accepted is taken up by the next one.
        if let (Some(work), Ok(_)) = (self.work.take(), Handle::try_current()) {
            self.tasks.spawn(work);
        }
    }
}
