//! Accepts connections and serves HTTP on them, with a deadline for everything a
//! client can be slow at.
//!
//! axum's own `serve` never closes slow clients and takes requests with two
//! `Host` headers, which is how requests are smuggled past proxies.

mod deadline_body;
mod stall;

use crate::config::{Bounds, Network};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use deadline_body::DeadlineBody;
use http::{HeaderMap, HeaderValue, Request, StatusCode, Version, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use stall::StallGuard;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::{ServiceExt, service_fn};

/// A client that takes nothing of its answer for this long is cut off.
const STALL: Duration = Duration::from_secs(30);
/// Bytes of request head that are read at most.
const HEAD_BYTES: usize = 64 * 1024;
/// A pause after a refused accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What the listener is told.
pub struct Listener {
    /// Where connections come in.
    pub socket: TcpListener,
    /// What answers.
    pub router: Router,
    /// How many connections, which proxies.
    pub network: Network,
    /// Deadlines.
    pub bounds: Bounds,
    /// Cancelled when clients are to be told to close their connections.
    pub draining: CancellationToken,
}

impl Listener {
    /// Serves until `stop`; then finishes what is under way, within the time for draining.
    pub async fn serve(self, stop: CancellationToken) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.network.connections as usize));
        loop {
            let place = tokio::select! {
                place = places.clone().acquire_owned() => place,
                () = stop.cancelled() => break,
            };
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                () = stop.cancelled() => break,
            };
            let (stream, address) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let connection = graceful.watch(self.connection(stream, address.ip()));
            tokio::spawn(async move {
                // Clients that go away or send nonsense are daily business.
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended early");
                }
                drop(place);
            });
        }
        drop(self.socket);
        let patience = Duration::from_millis(self.bounds.drain_timeout_ms);
        if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
            tracing::warn!("some connections did not finish in time");
        }
    }

    fn connection(
        &self,
        stream: TcpStream,
        peer: IpAddr,
    ) -> http1::Connection<
        TokioIo<StallGuard<TcpStream>>,
        TowerToHyperService<
            impl tower::Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Clone + use<>,
        >,
    > {
        // Without it small answers wait for the client's acknowledgement; failing to set it only slows.
        let _ = stream.set_nodelay(true);
        let (router, proxies, draining) = (self.router.clone(), self.network.trusted_proxies, self.draining.clone());
        let body_timeout = Duration::from_millis(self.bounds.body_timeout_ms);
        let service = service_fn(move |request: Request<Incoming>| {
            let (router, draining) = (router.clone(), draining.clone());
            async move {
                if !has_one_host(&request) {
                    return Ok::<_, Infallible>(bad_host());
                }
                let client = client_address(request.headers(), peer, proxies);
                let mut request = request.map(|body| Body::new(DeadlineBody::new(body, body_timeout)));
                request.extensions_mut().insert(api::ClientAddress(client));
                let mut response = router.oneshot(request).await?;
                if draining.is_cancelled() {
                    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                Ok(response)
            }
        });
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_millis(self.bounds.header_timeout_ms))
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(StallGuard::new(stream, STALL)), TowerToHyperService::new(service))
    }
}

fn has_one_host(request: &Request<Incoming>) -> bool {
    let count = request.headers().get_all(header::HOST).iter().count();
    count == 1 || (count == 0 && request.version() < Version::HTTP_11)
}

fn bad_host() -> Response {
    let mut response = Response::new(Body::from("a request needs exactly one Host header\n"));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// The address behind so many proxies of ours; each adds the one it sees at the right.
fn client_address(headers: &HeaderMap, peer: IpAddr, proxies: u32) -> IpAddr {
    let Some(skipped) = proxies.checked_sub(1) else { return peer };
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let entries: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    entries.iter().rev().nth(skipped as usize).and_then(|entry| entry.parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_entries_of_trusted_proxies_are_believed() {
        let peer: IpAddr = "10.0.0.9".parse().unwrap();
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("x-forwarded-for"),
            http::HeaderValue::from_static("1.1.1.1, 2.2.2.2, 3.3.3.3"),
        )]);
        let seen = |proxies| client_address(&headers, peer, proxies).to_string();
        assert_eq!([seen(0), seen(1), seen(2), seen(9)], ["10.0.0.9", "3.3.3.3", "2.2.2.2", "10.0.0.9"]);
    }
}
