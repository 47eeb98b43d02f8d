//! The client against a real server on a free loopback port. The server speaks
//! plain text written out in the test, so that it can also break off, stay
//! silent or lie.

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode};
use outbound::{Client, Policy, Request, Response, SendError, SendErrorKind, Settings};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use url::Url;

/// What the server does with a connection once it has read a request.
#[derive(Clone)]
enum Does {
    Answer(Vec<u8>),
    HangUp,
    StaySilent,
}

struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn that(does: Does) -> Self {
        Self::on("127.0.0.1", does).await
    }

    async fn on(address: &str, does: Does) -> Self {
        let listener = TcpListener::bind((address, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, does.clone(), seen.clone()));
            }
        });
        Self { port, requests }
    }

    async fn answering(head: &str, body: &[u8]) -> Self {
        let mut answer =
            format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len()).into_bytes();
        answer.extend_from_slice(body);
        Self::that(Does::Answer(answer)).await
    }

    async fn redirecting(status: u16, location: &str) -> Self {
        Self::answering(&format!("{status} Moved\r\nlocation: {location}"), b"").await
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    async fn last_request(&self) -> String {
        self.requests.lock().await.last().cloned().unwrap_or_default()
    }
}

async fn serve(mut stream: TcpStream, does: Does, seen: Arc<Mutex<Vec<String>>>) {
    let Some(request) = read_request(&mut stream).await else { return };
    seen.lock().await.push(request);
    match does {
        Does::Answer(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Does::HangUp => {}
        // Until the client hangs up.
        Does::StaySilent => while stream.read_u8().await.is_ok() {},
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.ok().filter(|count| *count > 0)?;
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |value| value.parse().unwrap_or(0));
        if body.len() >= length {
            return Some(text);
        }
    }
}

fn client(allowed: &[&str]) -> Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let settings = Settings { connect_timeout_ms: 5_000, ..Settings::default() };
    Client::new(Policy::allowing(allowed).expect("policy"), settings).expect("client")
}

fn get(url: &str) -> Request {
    Request::new(Method::GET, Url::parse(url).expect(url))
}

fn post(url: &str) -> Request {
    Request { method: Method::POST, body: Some(Bytes::from_static(b"hello")), ..get(url) }
}

/// What became of it: the kind of failure and whether the request may have left.
fn failure(outcome: Result<Response, SendError>) -> (SendErrorKind, bool) {
    let error = outcome.expect_err("a failure");
    (error.kind, error.request_left)
}

#[tokio::test]
async fn gets_an_answer_of_any_status() {
    let server = Server::answering("404 Not Found\r\nx-a: 1", b"nothing here").await;
    let response = client(&["127.0.0.1"]).send(post(&server.url("/a?b=c"))).await.expect("an answer");
    assert_eq!(response.status, StatusCode::NOT_FOUND);
    assert_eq!(response.headers["x-a"], "1");
    assert_eq!(response.body, "nothing here");
    let request = server.last_request().await;
    assert!(request.starts_with("post /a?b=c http/1.1\r\n"), "{request}");
    assert!(request.contains("content-length: 5\r\n") && request.ends_with("\r\n\r\nhello"), "{request}");
}

#[tokio::test]
async fn a_request_without_body_carries_no_length() {
    let server = Server::answering("200 OK", b"").await;
    client(&["127.0.0.1"]).send(get(&server.url("/"))).await.expect("an answer");
    assert!(!server.last_request().await.contains("content-length"));
}

#[tokio::test]
async fn refuses_loopback_in_every_form_and_never_connects() {
    let server = Server::answering("200 OK", b"secret").await;
    let port = server.port;
    let client = client(&[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "0.0.0.0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "example.com@127.0.0.1",
        "example.com:80@127.0.0.1",
        "１２７.0.0.1",
    ] {
        let outcome = client.send(get(&format!("http://{host}:{port}/"))).await;
        assert_eq!(failure(outcome), (SendErrorKind::Refused, false), "{host}");
    }
    // Whether a name with a final dot is looked up in the hosts file is up to the system.
    let (kind, left) = failure(client.send(get(&format!("http://localhost.:{port}/"))).await);
    let is_unknown = matches!(kind, SendErrorKind::HostNotFound | SendErrorKind::NameService);
    assert!((kind == SendErrorKind::Refused || is_unknown) && !left, "{kind:?}");
    assert!(server.requests.lock().await.is_empty());
}

#[test]
fn hosts_that_are_none_never_become_a_url() {
    for url in ["http://[fe80::1%25eth0]/", "http://[::1", "http://256.256.256.256/", "http:///", "http://a b/"] {
        assert!(Url::parse(url).is_err(), "{url}");
    }
}

#[tokio::test]
async fn only_http_is_spoken() {
    for url in ["ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "data:,x"] {
        assert_eq!(failure(client(&[]).send(get(url)).await), (SendErrorKind::InvalidRequest, false), "{url}");
    }
}

#[tokio::test]
async fn every_redirect_is_vetted() {
    let inner = Server::on("127.0.0.2", Does::HangUp).await;
    for location in [
        format!("http://127.0.0.2:{}/", inner.port),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::1]/".to_owned(),
        format!("http://2130706434:{}/", inner.port),
    ] {
        let server = Server::redirecting(302, &location).await;
        let outcome = client(&["127.0.0.1"]).send(get(&server.url("/"))).await;
        assert_eq!(failure(outcome), (SendErrorKind::Refused, false), "{location}");
    }
    let server = Server::redirecting(302, "file:///etc/passwd").await;
    let outcome = client(&["127.0.0.1"]).send(get(&server.url("/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::InvalidRequest, false));
    assert!(inner.requests.lock().await.is_empty());
}

#[tokio::test]
async fn a_redirect_to_another_origin_carries_no_secret() {
    let last = Server::answering("200 OK", b"done").await;
    let first = Server::redirecting(307, &last.url("/end")).await;
    let mut request = post(&first.url("/"));
    let mut key = HeaderValue::from_static("k-e-y");
    key.set_sensitive(true);
    request.headers.insert("x-api-key", key);
    request.headers.insert("authorization", HeaderValue::from_static("Bearer b-e-a-r"));
    request.headers.insert("x-trace", HeaderValue::from_static("t-r-a-c-e"));
    let response = client(&["127.0.0.1"]).send(request).await.expect("an answer");
    assert_eq!(response.url.as_str(), last.url("/end"));
    let (first, last) = (first.last_request().await, last.last_request().await);
    assert!(first.contains("k-e-y") && first.contains("b-e-a-r"), "{first}");
    assert!(!last.contains("k-e-y") && !last.contains("b-e-a-r"), "{last}");
    assert!(last.contains("t-r-a-c-e") && last.ends_with("hello"), "{last}");
}

#[tokio::test]
async fn redirects_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let location = format!("http://127.0.0.1:{port}/");
    let answer =
        format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the same port");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let requests = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream, Does::Answer(answer.clone().into_bytes()), requests.clone()).await;
        }
    });
    let client = client(&["127.0.0.1"]);
    assert_eq!(failure(client.send(get(&location)).await), (SendErrorKind::TooManyRedirects, false));
    assert_eq!(seen.lock().await.len(), 6);
    let unfollowed =
        client.send(Request { follow_redirects: false, ..get(&location) }).await.expect("the redirect itself");
    assert_eq!(unfollowed.status, StatusCode::FOUND);
}

#[tokio::test]
async fn a_closed_port_means_nothing_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let outcome = client(&["127.0.0.1"]).send(post(&format!("http://127.0.0.1:{port}/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::Connect, false));
}

#[tokio::test]
async fn a_host_that_does_not_exist_means_nothing_left() {
    let outcome = client(&[]).send(post("http://does-not-exist.invalid/")).await;
    let (kind, left) = failure(outcome);
    assert!(matches!(kind, SendErrorKind::HostNotFound | SendErrorKind::NameService), "{kind:?}");
    assert!(!left);
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_doubt() {
    let server = Server::that(Does::HangUp).await;
    let outcome = client(&["127.0.0.1"]).send(post(&server.url("/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::Lost, true));
    let cut = Server::that(Does::Answer(b"HTTP/1.1 201 Created\r\ncontent-length: 50\r\n\r\nhalf".to_vec())).await;
    let outcome = client(&["127.0.0.1"]).send(post(&cut.url("/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::Lost, true));
}

#[tokio::test]
async fn silence_after_the_request_leaves_doubt() {
    let server = Server::that(Does::StaySilent).await;
    let request = Request { timeout_ms: 200, ..post(&server.url("/")) };
    assert_eq!(failure(client(&["127.0.0.1"]).send(request).await), (SendErrorKind::Timeout, true));
    let request = Request { timeout_ms: 200, body: None, ..post(&server.url("/")) };
    assert_eq!(failure(client(&["127.0.0.1"]).send(request).await), (SendErrorKind::Timeout, true));
}

#[tokio::test]
async fn silence_during_the_handshake_leaves_none() {
    let server = Server::that(Does::StaySilent).await;
    let url = server.url("/").replace("http:", "https:");
    let request = Request { timeout_ms: 200, ..post(&url) };
    assert_eq!(failure(client(&["127.0.0.1"]).send(request).await), (SendErrorKind::Timeout, false));
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let policy = Policy::allowing(["127.0.0.1"]).expect("policy");
    let hasty = Client::new(policy, Settings { connect_timeout_ms: 200, ..Settings::default() }).expect("client");
    assert_eq!(failure(hasty.send(post(&url)).await), (SendErrorKind::Timeout, false));
}

#[tokio::test]
async fn a_server_without_tls_is_not_trusted() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
        }
    });
    let outcome = client(&["127.0.0.1"]).send(post(&format!("https://127.0.0.1:{port}/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::Tls, false));
}

/// A TLS server for `localhost` that answers every request, and its certificate.
async fn tls_server() -> (u16, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = made.signing_key.serialize_der().try_into().expect("a key");
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![made.cert.der().clone()], key).expect("a certificate and its key");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0; 1024];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecure").await;
            let _ = stream.shutdown().await;
        }
    });
    (port, made.cert.pem().into_bytes())
}

#[tokio::test]
async fn only_a_trusted_certificate_for_the_host_will_do() {
    let stranger = client(&["127.0.0.1"]);
    let (port, root) = tls_server().await;
    let settings = Settings { extra_roots: vec![root], ..Settings::default() };
    let policy = Policy::allowing(["127.0.0.1"]).expect("policy");
    let friend = Client::new(policy, settings).expect("client");
    let by_name = format!("https://localhost:{port}/");
    let response = friend.send(get(&by_name)).await.expect("an answer");
    assert_eq!(response.body, "secure");
    assert_eq!(failure(stranger.send(post(&by_name)).await), (SendErrorKind::Tls, false));
    let by_address = format!("https://127.0.0.1:{port}/");
    assert_eq!(failure(friend.send(post(&by_address)).await), (SendErrorKind::Tls, false));
}

#[tokio::test]
async fn a_password_in_the_address_is_not_told_again() {
    let server = Server::answering("200 OK", b"").await;
    let url = server.url("/x").replace("127", "ada:s3cret@127");
    let response = client(&["127.0.0.1"]).send(get(&url)).await.expect("an answer");
    assert_eq!(response.url.as_str(), server.url("/x"));
    assert!(server.last_request().await.contains("authorization: basic "));
}

#[tokio::test]
async fn an_effect_reported_by_a_redirect_stays_an_effect() {
    let server = Server::redirecting(303, "http://127.0.0.2/").await;
    let outcome = client(&["127.0.0.1"]).send(post(&server.url("/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::Refused, true));
    let server = Server::redirecting(307, "http://127.0.0.2/").await;
    let outcome = client(&["127.0.0.1"]).send(post(&server.url("/"))).await;
    assert_eq!(failure(outcome), (SendErrorKind::Refused, false));
}

#[tokio::test]
async fn answers_are_bounded() {
    let announced = Server::answering("200 OK", &[b'x'; 101]).await;
    let open_ended = Server::that(Does::Answer([b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 101]].concat())).await;
    for server in [announced, open_ended] {
        let bounded = |most| Request { max_body_bytes: most, ..get(&server.url("/")) };
        let client = client(&["127.0.0.1"]);
        assert_eq!(failure(client.send(bounded(100)).await), (SendErrorKind::TooLarge, true));
        assert_eq!(client.send(bounded(101)).await.expect("fits").body.len(), 101);
    }
}

#[tokio::test]
async fn unpacked_answers_are_bounded() {
    // 1 MiB of zeros, packed by gzip.
    let packed = include_bytes!("data/zeros.gz");
    let server = Server::answering("200 OK\r\ncontent-encoding: gzip", packed).await;
    let client = client(&["127.0.0.1"]);
    let bounded = |most| Request { max_body_bytes: most, ..get(&server.url("/")) };
    assert_eq!(failure(client.send(bounded(1 << 16)).await), (SendErrorKind::TooLarge, true));
    assert_eq!(client.send(bounded(1 << 20)).await.expect("fits").body.len(), 1 << 20);
}

#[tokio::test]
async fn resolves_for_other_protocols_under_the_same_policy() {
    let open = client(&["127.0.0.1"]);
    assert_eq!(open.resolve("127.0.0.1", 25).await, Ok(vec!["127.0.0.1:25".parse().expect("address")]));
    assert_eq!(open.resolve("localhost", 25).await, Ok(vec!["127.0.0.1:25".parse().expect("address")]));
    let closed = client(&[]);
    assert_eq!(closed.resolve("localhost", 25).await.expect_err("refused").kind, SendErrorKind::Refused);
}
