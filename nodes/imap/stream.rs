//! Bytes to and from the server: responses are read whole, with the literals in them.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Trying one address of the server may take this long.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(5);
/// A response is no larger, in bytes: a mail with its files, as it is written.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The system's authorities; reading them takes long enough to do it once.
static SYSTEM: LazyLock<Vec<CertificateDer<'static>>> =
    LazyLock::new(|| rustls_native_certs::load_native_certs().certs);

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A connection.
pub(super) struct Line(Option<BufReader<Box<dyn Wire>>>);

impl Line {
    /// Connects to the first address that takes it.
    pub(super) async fn connect(addresses: &[SocketAddr]) -> std::io::Result<Self> {
        let mut failure = Error::new(ErrorKind::NotFound, "the host has no address");
        for address in addresses {
            match timeout(ADDRESS_TIMEOUT, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(Self(Some(BufReader::new(Box::new(stream))))),
                Ok(Err(error)) => failure = error,
                Err(_) => failure = Error::new(ErrorKind::TimedOut, "it does not accept a connection in time"),
            }
        }
        Err(failure)
    }

    /// Agrees on keys with the host.
    pub(super) async fn encrypt(&mut self, host: &str, extra_roots: &[Vec<u8>]) -> std::io::Result<()> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(SYSTEM.iter().cloned());
        for text in extra_roots {
            roots.add_parsable_certificates(CertificateDer::pem_slice_iter(text).flatten());
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(host.to_owned()).map_err(Error::other)?;
        let plain = self.0.take().ok_or_else(closed)?;
        // What came before the keys were agreed on could be anybody's.
        if !plain.buffer().is_empty() {
            return Err(Error::new(ErrorKind::InvalidData, "the server spoke before it was encrypted"));
        }
        let stream = TlsConnector::from(Arc::new(config)).connect(name, plain.into_inner()).await?;
        self.0 = Some(BufReader::new(Box::new(stream)));
        Ok(())
    }

    /// Sends a command.
    pub(super) async fn send(&mut self, text: &str) -> std::io::Result<()> {
        let wire = self.0.as_mut().ok_or_else(closed)?;
        wire.write_all(text.as_bytes()).await?;
        wire.flush().await
    }

    /// One response with all its literals.
    pub(super) async fn response(&mut self) -> std::io::Result<Vec<u8>> {
        let wire = self.0.as_mut().ok_or_else(closed)?;
        let mut response = Vec::new();
        loop {
            let start = response.len();
            let room = (MOST_BYTES - start) as u64;
            if (&mut *wire).take(room).read_until(b'\n', &mut response).await? == 0 {
                return Err(if start >= MOST_BYTES { too_large() } else { closed() });
            }
            let Some(length) = literal(&response[start..]) else {
                return if response.ends_with(b"\n") { Ok(response) } else { Err(closed()) };
            };
            let end = response.len() + length;
            if end > MOST_BYTES {
                return Err(too_large());
            }
            let from = response.len();
            response.resize(end, 0);
            wire.read_exact(&mut response[from..]).await?;
        }
    }
}

/// The length of the literal a line ends with: `{123}`.
fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let start = line.iter().rposition(|byte| *byte == b'{')?;
    let digits = &line[start + 1..];
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn closed() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "the server closed the connection")
}

fn too_large() -> Error {
    Error::new(ErrorKind::InvalidData, "the server answers more than 64 MB")
}
