//! The HTTP client.

use crate::classify::classify;
use crate::error::{SendError, SendErrorKind};
use crate::message::{Request, Response};
use crate::policy::Policy;
use crate::redirect::{self, MOST_REDIRECTS, host_of};
use crate::resolver::Resolver;
use crate::tracked_body::{Departure, TrackedBody};
use bytes::{Bytes, BytesMut};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use url::{Host, Url};

/// The HTTP client; connects only to vetted addresses. Cloning shares the pool
/// of connections. Proxies named in the environment are not used: they would
/// resolve names where nobody vets them.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    resolver: Resolver,
    settings: Settings,
}

/// How the client behaves besides the policy.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Finding the host, connecting and agreeing on keys may take this long, in milliseconds.
    pub connect_timeout_ms: u64,
    /// The other side may be silent this long in the middle of an answer, in milliseconds.
    pub read_timeout_ms: u64,
    /// Certificates (PEM) trusted besides those of the operating system.
    pub extra_roots: Vec<Vec<u8>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { connect_timeout_ms: 10_000, read_timeout_ms: 30_000, extra_roots: Vec::new() }
    }
}

/// Why the client cannot be made, such as a certificate that is none.
#[derive(Debug, thiserror::Error)]
#[error("the outbound client cannot be made: {0}")]
pub struct ClientError(#[from] reqwest::Error);

impl Client {
    /// A client under this policy. The process must have a rustls `CryptoProvider` installed.
    pub fn new(policy: Policy, settings: Settings) -> Result<Self, ClientError> {
        let resolver = Resolver::new(Arc::new(policy));
        let mut roots = Vec::new();
        for pem in &settings.extra_roots {
            roots.extend(reqwest::Certificate::from_pem_bundle(pem)?);
        }
        let http = reqwest::Client::builder()
            .user_agent(concat!("Towpath/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(resolver.clone()))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(Duration::from_millis(settings.connect_timeout_ms))
            // Short, because a request on a connection the other side is just
            // closing ends in doubt.
            .pool_idle_timeout(Duration::from_secs(15))
            .tls_certs_merge(roots)
            .build()?;
        Ok(Self { http, resolver, settings })
    }

    /// Sends the request and reads the whole answer, whatever its status.
    pub async fn send(&self, request: Request) -> Result<Response, SendError> {
        let departure = Departure::default();
        let host = host_of(&request.url).to_owned();
        let limit_ms = request.timeout_ms;
        match timeout(Duration::from_millis(limit_ms), self.send_and_follow(request, &departure)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(too_late(&host, limit_ms, departure.left())),
        }
    }

    /// Addresses of a host that may be connected to, for protocols other than HTTP.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, SendError> {
        let limit_ms = self.settings.connect_timeout_ms;
        match timeout(Duration::from_millis(limit_ms), self.resolver.resolve(host, port)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(SendError::before(
                SendErrorKind::NameService,
                format!("the name service did not find `{host}` in time"),
            )),
        }
    }

    /// Certificates (PEM) trusted besides those of the operating system, for protocols other than HTTP.
    pub fn extra_roots(&self) -> &[Vec<u8>] {
        &self.settings.extra_roots
    }

    async fn send_and_follow(&self, mut request: Request, departure: &Departure) -> Result<Response, SendError> {
        let mut reports_effect = false;
        for _ in 0..=MOST_REDIRECTS {
            departure.set(reports_effect);
            let response = self.send_once(&request, departure).await?;
            let target = redirect::target(&request, response.status(), response.headers())?;
            let Some(target) = target else {
                return self.read(response, request, departure.left()).await;
            };
            reports_effect |= redirect::follow(&mut request, response.status(), target);
        }
        let message = format!("`{}` redirects more than {MOST_REDIRECTS} times", host_of(&request.url));
        Err(SendError::after(SendErrorKind::TooManyRedirects, message, reports_effect))
    }

    async fn send_once(&self, request: &Request, departure: &Departure) -> Result<reqwest::Response, SendError> {
        let earlier = departure.left();
        self.vet(&request.url).map_err(|error| SendError { request_left: earlier, ..error })?;
        let outgoing = self
            .http
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone())
            .body(reqwest::Body::wrap(TrackedBody::new(request.body.clone(), departure.clone())));
        outgoing.send().await.map_err(|error| {
            let error = classify(&error, host_of(&request.url), departure.left());
            SendError { request_left: error.request_left || earlier, ..error }
        })
    }

    /// Refuses what the resolver never sees: other schemes and addresses given as such.
    fn vet(&self, url: &Url) -> Result<(), SendError> {
        if !matches!(url.scheme(), "http" | "https") {
            let message = format!("`{}` addresses are not reachable, only `http` and `https`", url.scheme());
            return Err(SendError::before(SendErrorKind::InvalidRequest, message));
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.resolver.check_literal(address.into()),
            Some(Host::Ipv6(address)) => self.resolver.check_literal(address.into()),
            Some(Host::Domain(_)) => Ok(()),
            None => Err(SendError::before(SendErrorKind::InvalidRequest, "the address names no host")),
        }
    }

    async fn read(&self, response: reqwest::Response, request: Request, left: bool) -> Result<Response, SendError> {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = self.read_body(response, &request, left).await?;
        Ok(Response { status, headers, body, url: redirect::without_user(request.url) })
    }

    /// Reads the body as it is unpacked, so that a small packed one cannot fill the memory.
    async fn read_body(
        &self,
        mut response: reqwest::Response,
        request: &Request,
        left: bool,
    ) -> Result<Bytes, SendError> {
        let host = host_of(&request.url);
        let too_large = || {
            let message = format!("the answer of `{host}` is larger than {} bytes", request.max_body_bytes);
            SendError::after(SendErrorKind::TooLarge, message, left)
        };
        if response.content_length().is_some_and(|length| length > request.max_body_bytes as u64) {
            return Err(too_large());
        }
        let mut body = BytesMut::new();
        loop {
            let chunk = timeout(Duration::from_millis(self.settings.read_timeout_ms), response.chunk())
                .await
                .map_err(|_| too_late(host, self.settings.read_timeout_ms, left))?
                .map_err(|error| classify(&error, host, left))?;
            let Some(chunk) = chunk else { return Ok(body.freeze()) };
            if body.len() + chunk.len() > request.max_body_bytes {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
    }
}

fn too_late(host: &str, limit_ms: u64, left: bool) -> SendError {
    SendError::after(SendErrorKind::Timeout, format!("`{host}` did not answer within {limit_ms} ms"), left)
}
