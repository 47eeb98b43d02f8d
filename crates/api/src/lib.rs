//! Towpath over HTTP: the REST API, webhook ingress, live streams and the queue
//! service API. The only crate that sees axum.
//!
//! `table::routes` is the one list of routes; the router, the permission checks
//! and the OpenAPI document are made from it, so a route that is not in the
//! table does not exist. Refusals are RFC 9457 problem documents.

mod audit;
mod forms;
mod gate;
mod hooks;
mod live;
mod openapi;
mod packed;
mod problem;
mod regions;
mod route;
mod router;
mod routes;
mod secrets;
mod seldom;
mod state;
mod table;
mod wire;

pub use audit::system_line;
pub use openapi::document;
pub use problem::Problem;
pub use regions::{Away, Messenger, Regions};
pub use router::{health_router, router};
pub use routes::catalog::SampleFlow;
pub use routes::queue::{QueueFlows, Task};
pub use state::{ApiState, ClientAddress, Limits, Parts, Settings};
pub use table::permissions;
