//! What happens to runs as it happens: `GET W/live`, server-sent events.

use crate::gate::{Presented, Tenant};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::Query;
use crate::wire::reply::Given;
use auth::Permission;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use flow::Timestamp;
use flow::id::{FlowId, RunId};
use futures_util::Stream;
use futures_util::stream::unfold;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::time::Duration;
use store::door::LiveEvent;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// Whether the watcher may still look is asked this often while events come.
const CHECK_EVERY_MS: i64 = 1_000;

/// What is watched; everything in the workspace if neither is given.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct LiveQuery {
    /// Only runs of this flow.
    flow: Option<String>,
    /// Only this run.
    run: Option<String>,
}

/// A stream of events.
pub(crate) struct Events(Response);

impl Given for Events {
    fn describe(operation: &mut Operation<'_>) {
        operation.gives_events();
    }
}

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        self.0
    }
}

/// `GET W/live`: events `run`, `step`, `edge`, and `lag` when the watcher should fetch anew.
pub(crate) async fn watch_runs(
    State(state): State<ApiState>,
    tenant: Tenant,
    presented: Presented,
    Query(query): Query<LiveQuery>,
) -> Result<Events, Problem> {
    let watch = Watch {
        events: state.runner.watch(tenant.workspace),
        flow: id("flow", query.flow.as_deref())?,
        run: id("run", query.run.as_deref())?,
        checked_at: state.now(),
        state,
        tenant,
        presented,
    };
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Events(Sse::new(watch.stream()).keep_alive(keep_alive).into_response()))
}

fn id<T: std::str::FromStr>(field: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| Problem::field(field, "This is not an id."))).transpose()
}

struct Watch {
    state: ApiState,
    tenant: Tenant,
    presented: Presented,
    events: Receiver<LiveEvent>,
    flow: Option<FlowId>,
    run: Option<RunId>,
    checked_at: Timestamp,
}

impl Watch {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut watch| async move {
            let event = watch.next().await?;
            Some((Ok(event), watch))
        })
    }

    /// The next event that is wanted. None ends the stream: the server stops, or
    /// the watcher was signed out.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let received = tokio::select! {
                received = self.events.recv() => received,
                () = self.state.draining.cancelled() => return None,
                () = tokio::time::sleep(HEARTBEAT) => {
                    if self.may_go_on().await { continue } else { return None }
                }
            };
            if !self.may_go_on().await {
                return None;
            }
            match received {
                Ok(event) if self.is_wanted(&event) => return Some(event_of(&event)),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some(Event::default().event("lag").data("{}")),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    async fn may_go_on(&mut self) -> bool {
        let now = self.state.now();
        if now.since_ms(self.checked_at) < CHECK_EVERY_MS {
            return true;
        }
        self.checked_at = now;
        self.tenant.is_still_valid(&self.state, self.presented, Permission::ReadRuns).await
    }

    fn is_wanted(&self, event: &LiveEvent) -> bool {
        let (run, flow) = match event {
            LiveEvent::Run(event) => (event.run, event.flow),
            LiveEvent::Step(event) => (event.run, event.flow),
            LiveEvent::Edge(event) => (event.run, event.flow),
            LiveEvent::Lag => return true,
        };
        self.run.is_none_or(|wanted| wanted == run) && self.flow.is_none_or(|wanted| wanted == flow)
    }
}

fn event_of(event: &LiveEvent) -> Event {
    let (name, data) = match event {
        LiveEvent::Run(event) => ("run", json!(event)),
        LiveEvent::Step(event) => ("step", json!(event)),
        LiveEvent::Edge(event) => ("edge", json!(event)),
        LiveEvent::Lag => ("lag", json!({})),
    };
    Event::default().event(name).data(with_error_object(data).to_string())
}

/// On the wire an error is an object with a `message`, everywhere.
fn with_error_object(mut data: Value) -> Value {
    if let Some(error) = data.get_mut("error").filter(|error| error.is_string()) {
        *error = json!({"message": error.take()});
    }
    data
}
