//! Refuses requests that another site made a browser send.

use crate::problem::Problem;
use crate::state::ApiState;
use http::{HeaderMap, StatusCode, header};

/// Refuses what the browser says comes from another site. Programs send neither
/// header and pass.
pub(crate) fn require_same_site(state: &ApiState, headers: &HeaderMap) -> Result<(), Problem> {
    if let Some(site) = headers.get("sec-fetch-site") {
        let own = matches!(site.as_bytes(), b"same-origin" | b"none");
        return if own { Ok(()) } else { Err(cross_site()) };
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().map_err(|_| cross_site())?;
    if origin == state.settings.public_url || same_host(origin, headers) { Ok(()) } else { Err(cross_site()) }
}

fn same_host(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    host.is_some() && host == authority
}

fn cross_site() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "cross_site", "The request comes from a page of another site.")
}
