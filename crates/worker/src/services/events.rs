//! Events that steps send.

use super::StepServices;
use crate::waits::send::send;
use async_trait::async_trait;
use node_sdk::NodeError;
use node_sdk::events::{Events, NewEvent};
use store::StoreError;
use store::door::RunnerError;
use store::door::events::SendEvent;

#[async_trait]
impl Events for StepServices<'_> {
    async fn send(&self, event: NewEvent) -> Result<String, NodeError> {
        let NewEvent { name, key, data, keep_ms, once } = event;
        let event = SendEvent { name, key, data, keep_ms, once: Some(format!("step {once}")) };
        // One that was sent by an earlier attempt is as good.
        let sent = send(self.inner, self.workspace, event).await;
        sent.map(|sent| sent.id.to_string()).map_err(failure)
    }
}

fn failure(error: RunnerError) -> NodeError {
    match error {
        RunnerError::Store(StoreError::Overloaded | StoreError::Unavailable(_)) | RunnerError::Overloaded => {
            let hint = "It is tried again; if it lasts, look at the server's disk.";
            NodeError::transient("database", "The event could not be written down.", hint)
        }
        other => {
            NodeError::permanent("event_refused", format!("The event was refused: {other}."), "Correct the event.")
        }
    }
}
