//! Whom we trust to be the database: the system's authorities, or those of a
//! credential. Certificates are always verified.

use crate::error::{DatabaseError, ErrorKind};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::sync::{Arc, LazyLock};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The system's authorities; reading them takes long enough to do it once.
static SYSTEM: LazyLock<Vec<CertificateDer<'static>>> =
    LazyLock::new(|| rustls_native_certs::load_native_certs().certs);

/// The certificates of authorities: of these PEM texts, or of the system if there are none.
pub(crate) fn authorities(texts: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, DatabaseError> {
    let mut certificates = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        for certificate in CertificateDer::pem_slice_iter(text) {
            certificates.push(certificate.map_err(|error| {
                DatabaseError::new(
                    ErrorKind::Tls,
                    format!("The certificates of the authorities cannot be read: {error}."),
                )
            })?);
        }
    }
    if certificates.is_empty() {
        certificates.clone_from(&SYSTEM);
    }
    Ok(certificates)
}

/// Agrees on keys with a host.
pub(crate) async fn secure(
    stream: TcpStream,
    host: &str,
    texts: &[Vec<u8>],
) -> Result<TlsStream<TcpStream>, DatabaseError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(authorities(texts)?);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let failed = |reason: String| {
        DatabaseError::new(ErrorKind::Tls, format!("No trusted connection to the database at `{host}`: {reason}."))
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(error.to_string()))?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| failed(error.to_string()))
}
