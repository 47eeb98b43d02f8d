//! Finds the addresses of a host and keeps those the policy allows.
//!
//! The same list is vetted and then connected to, so a name that resolves to
//! something else the second time (rebinding) gains nothing.

use crate::error::{SendError, SendErrorKind};
use crate::policy::Policy;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Resolves names for the HTTP client and for other protocols.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    policy: Arc<Policy>,
}

impl Resolver {
    pub(crate) fn new(policy: Arc<Policy>) -> Self {
        Self { policy }
    }

    /// The addresses of a host that may be connected to; at least one.
    pub(crate) async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, SendError> {
        if let Ok(address) = host.trim_start_matches('[').trim_end_matches(']').parse() {
            self.check_literal(address)?;
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let found = tokio::net::lookup_host((host, port)).await.map_err(|error| lookup_failed(host, &error))?;
        self.keep_allowed(host, found)
    }

    /// Refuses an address given as such. The HTTP client asks for no resolution
    /// of these, so they have to be checked where the URL is known.
    pub(crate) fn check_literal(&self, address: IpAddr) -> Result<(), SendError> {
        self.policy
            .check(&address.to_string(), address)
            .map_err(|refusal| refused(format!("`{address}` may not be reached from this server: {refusal}")))
    }

    fn keep_allowed(&self, host: &str, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, SendError> {
        let mut allowed = Vec::new();
        let mut refusal = None;
        for address in found {
            match self.policy.check(host, address.ip()) {
                Ok(()) => allowed.push(address),
                Err(reason) => refusal = Some(reason),
            }
        }
        match refusal {
            _ if !allowed.is_empty() => Ok(allowed),
            // The address itself is not told: it would map the network for whoever asks.
            Some(reason) => Err(refused(format!("`{host}` may not be reached from this server: {reason}"))),
            None => Err(not_found(host)),
        }
    }
}

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = Resolver::resolve(&resolver, name.as_str(), 0).await?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

fn refused(message: String) -> SendError {
    SendError::before(SendErrorKind::Refused, message)
}

fn not_found(host: &str) -> SendError {
    SendError::before(SendErrorKind::HostNotFound, format!("there is no host `{host}`"))
}

/// The standard library gives the resolver's words but not its code; only
/// "try again" (EAI_AGAIN, in the words of glibc, macOS and musl) is worth one.
fn lookup_failed(host: &str, error: &std::io::Error) -> SendError {
    let words = error.to_string().to_ascii_lowercase();
    if words.contains("temporary failure") || words.contains("try again") {
        return SendError::before(
            SendErrorKind::NameService,
            format!("the name service did not find `{host}` just now"),
        );
    }
    not_found(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(policy: Policy, host: &str, addresses: &[&str]) -> Result<usize, SendErrorKind> {
        let resolver = Resolver::new(Arc::new(policy));
        let found = addresses.iter().map(|text| SocketAddr::new(text.parse().expect("address"), 25));
        resolver.keep_allowed(host, found).map(|kept| kept.len()).map_err(|error| error.kind)
    }

    #[test]
    fn keeps_only_allowed_addresses_of_a_mixed_answer() {
        assert_eq!(kept(Policy::public(), "a", &["10.0.0.1", "1.1.1.1", "::1"]), Ok(1));
        assert_eq!(kept(Policy::public(), "a", &["10.0.0.1"]), Err(SendErrorKind::Refused));
        assert_eq!(kept(Policy::public(), "a", &[]), Err(SendErrorKind::HostNotFound));
    }

    #[test]
    fn a_refused_name_does_not_tell_its_address() {
        let resolver = Resolver::new(Arc::new(Policy::public()));
        let found = std::iter::once("10.9.8.7:25".parse().expect("address"));
        let error = resolver.keep_allowed("crm.intern", found).expect_err("refused");
        assert_eq!(error.message, "`crm.intern` may not be reached from this server: private network");
    }

    #[tokio::test]
    async fn odd_forms_of_loopback_are_refused_as_hosts() {
        let resolver = Resolver::new(Arc::new(Policy::public()));
        for host in [
            "127.0.0.1",
            "[::1]",
            "::1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "localhost",
            "localhost.",
            "0",
            "fe80::1%lo",
            "::ffff:127.0.0.1",
            "[::ffff:7f00:1]",
        ] {
            let error = resolver.resolve(host, 25).await.expect_err(host);
            // Which odd forms are names, and whether they are known, is up to the system.
            let is_unknown = matches!(error.kind, SendErrorKind::HostNotFound | SendErrorKind::NameService);
            assert!(error.kind == SendErrorKind::Refused || is_unknown, "{host}: {error}");
        }
    }

    #[test]
    fn tells_a_silent_name_service_from_a_wrong_name() {
        let failed = |words: &str| lookup_failed("a", &std::io::Error::other(words.to_owned())).kind;
        let glibc = "failed to lookup address information: ";
        assert_eq!(failed(&format!("{glibc}Temporary failure in name resolution")), SendErrorKind::NameService);
        assert_eq!(failed(&format!("{glibc}Try again")), SendErrorKind::NameService);
        assert_eq!(failed(&format!("{glibc}Name or service not known")), SendErrorKind::HostNotFound);
    }
}
