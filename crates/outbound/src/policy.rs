//! Which addresses may be reached. Pure: knows addresses, not sockets.
//!
//! Refused by default is everything that is not a public unicast address,
//! because a flow can be written by somebody who may use this server but not
//! the network it stands in. What an operator wants to open is named.

use crate::cidr::Cidr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses may be reached.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    ranges: Vec<Cidr>,
    hosts: Vec<String>,
}

/// Why an entry of an allow-list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a host name nor a range of addresses such as `10.0.0.0/8`")]
pub struct PolicyError(String);

/// Why an address may not be reached, in a few words such as `private network`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub &'static str);

const METADATA: Refusal = Refusal("cloud metadata service");

impl Policy {
    /// Public addresses only.
    pub fn public() -> Self {
        Self::default()
    }

    /// Public addresses and these: ranges (`10.1.0.0/16`), single addresses and
    /// host names. A host name opens whatever it resolves to. Cloud metadata
    /// services hand out keys, so no range opens them: only their own address does.
    pub fn allowing<I, T>(entries: I) -> Result<Self, PolicyError>
    where
        I: IntoIterator<Item = T>,
        T: AsRef<str>,
    {
        let mut policy = Self::default();
        for entry in entries {
            let entry = entry.as_ref().trim();
            match entry.parse() {
                Ok(range) => policy.ranges.push(range),
                Err(_) => policy.hosts.push(host_name(entry).ok_or_else(|| PolicyError(entry.to_owned()))?),
            }
        }
        Ok(policy)
    }

    /// Whether a connection to this address, found under this host name, may be
    /// opened. For an address given as such, `host` is its own text.
    pub fn check(&self, host: &str, address: IpAddr) -> Result<(), Refusal> {
        let Some(refusal) = refusal(address) else { return Ok(()) };
        let by_range =
            self.ranges.iter().any(|range| range.contains(address) && (refusal != METADATA || range.is_single()));
        let by_host = || {
            let host = normal(host);
            self.hosts.contains(&host)
        };
        if by_range || by_host() { Ok(()) } else { Err(refusal) }
    }
}

/// The text as a host name of an allow-list, if it is one.
fn host_name(text: &str) -> Option<String> {
    let name = normal(text);
    let legal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_');
    // A name that ends in a number is an odd form of an IPv4 address.
    let last = name.rsplit('.').next().unwrap_or_default();
    let numeric = last.starts_with(|character: char| character.is_ascii_digit());
    (!name.is_empty() && name.chars().all(legal) && !numeric).then_some(name)
}

fn normal(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn refusal(address: IpAddr) -> Option<Refusal> {
    let special = SPECIAL.iter().find(|(range, _)| range.contains(address)).map(|(_, refusal)| *refusal);
    match address {
        IpAddr::V4(_) => special,
        IpAddr::V6(address) => special.or_else(|| refusal_of_v6(address)),
    }
}

/// Of IPv6 only the global unicast part is public, and the prefix under which
/// NAT64 shows IPv4: there the embedded address decides.
fn refusal_of_v6(address: Ipv6Addr) -> Option<Refusal> {
    const GLOBAL: Cidr = v6([0x2000, 0, 0], 3);
    const NAT64: Cidr = v6([0x64, 0xff9b, 0], 96);
    if NAT64.contains(address.into()) {
        let [.., a, b, c, d] = address.octets();
        return refusal(Ipv4Addr::new(a, b, c, d).into());
    }
    (!GLOBAL.contains(address.into())).then_some(Refusal("reserved address"))
}

/// The special-purpose registries of IANA, the metadata services that lie
/// outside of them, and before them all the metadata services inside.
const SPECIAL: &[(Cidr, Refusal)] = &[
    (v4([169, 254, 169, 254], 32), METADATA),
    // Amazon's container credentials, Alibaba, Oracle, Azure's host.
    (v4([169, 254, 170, 2], 32), METADATA),
    (v4([100, 100, 100, 200], 32), METADATA),
    (v4([192, 0, 0, 192], 32), METADATA),
    (v4([168, 63, 129, 16], 32), METADATA),
    (Cidr::new(IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)), 128), METADATA),
    (v4([0, 0, 0, 0], 8), Refusal("this network")),
    (v4([10, 0, 0, 0], 8), Refusal("private network")),
    (v4([100, 64, 0, 0], 10), Refusal("carrier network")),
    (v4([127, 0, 0, 0], 8), Refusal("loopback")),
    (v4([169, 254, 0, 0], 16), Refusal("link-local address")),
    (v4([172, 16, 0, 0], 12), Refusal("private network")),
    (v4([192, 0, 0, 0], 24), Refusal("reserved address")),
    (v4([192, 0, 2, 0], 24), Refusal("documentation address")),
    (v4([192, 88, 99, 0], 24), Refusal("relay address")),
    (v4([192, 168, 0, 0], 16), Refusal("private network")),
    (v4([198, 18, 0, 0], 15), Refusal("benchmark network")),
    (v4([198, 51, 100, 0], 24), Refusal("documentation address")),
    (v4([203, 0, 113, 0], 24), Refusal("documentation address")),
    (v4([224, 0, 0, 0], 4), Refusal("multicast address")),
    (v4([240, 0, 0, 0], 4), Refusal("reserved address")),
    (Cidr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 128), Refusal("loopback")),
    (Cidr::new(IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0)), 96), Refusal("IPv4 address in IPv6 form")),
    (v6([0, 0, 0], 96), Refusal("IPv4 address in IPv6 form")),
    (v6([0x64, 0xff9b, 1], 48), Refusal("private network")),
    // Teredo (2001::/32) and other protocols that carry other addresses inside.
    (v6([0x2001, 0, 0], 23), Refusal("tunnel address")),
    (v6([0x2001, 0xdb8, 0], 32), Refusal("documentation address")),
    (v6([0x2002, 0, 0], 16), Refusal("tunnel address")),
    (v6([0x3fff, 0, 0], 20), Refusal("documentation address")),
    (v6([0xfc00, 0, 0], 7), Refusal("private network")),
    (v6([0xfe80, 0, 0], 10), Refusal("link-local address")),
    (v6([0xff00, 0, 0], 8), Refusal("multicast address")),
];

const fn v4(first: [u8; 4], prefix_bits: u8) -> Cidr {
    Cidr::new(IpAddr::V4(Ipv4Addr::new(first[0], first[1], first[2], first[3])), prefix_bits)
}

const fn v6(first: [u16; 3], prefix_bits: u8) -> Cidr {
    Cidr::new(IpAddr::V6(Ipv6Addr::new(first[0], first[1], first[2], 0, 0, 0, 0, 0)), prefix_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(policy: &Policy, host: &str, address: &str) -> &'static str {
        match policy.check(host, address.parse().expect("address")) {
            Ok(()) => "",
            Err(Refusal(reason)) => reason,
        }
    }

    #[test]
    fn refuses_what_is_not_public() {
        for (address, expected) in [
            ("1.1.1.1", ""),
            ("100.63.255.255", ""),
            ("100.128.0.0", ""),
            ("172.15.255.255", ""),
            ("172.32.0.0", ""),
            ("198.20.0.0", ""),
            ("223.255.255.255", ""),
            ("2606:4700:4700::1111", ""),
            ("2a00:1450::1", ""),
            ("64:ff9b::1.1.1.1", ""),
            ("0.0.0.0", "this network"),
            ("0.1.2.3", "this network"),
            ("10.0.0.1", "private network"),
            ("100.64.0.1", "carrier network"),
            ("100.127.255.255", "carrier network"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("169.254.1.1", "link-local address"),
            ("169.254.169.254", "cloud metadata service"),
            ("169.254.170.2", "cloud metadata service"),
            ("100.100.100.200", "cloud metadata service"),
            ("192.0.0.192", "cloud metadata service"),
            ("168.63.129.16", "cloud metadata service"),
            ("fd00:ec2::254", "cloud metadata service"),
            ("172.16.0.1", "private network"),
            ("172.31.255.255", "private network"),
            ("192.0.0.8", "reserved address"),
            ("192.0.2.1", "documentation address"),
            ("192.88.99.1", "relay address"),
            ("192.168.255.255", "private network"),
            ("198.19.255.255", "benchmark network"),
            ("198.51.100.1", "documentation address"),
            ("203.0.113.1", "documentation address"),
            ("224.0.0.1", "multicast address"),
            ("239.255.255.255", "multicast address"),
            ("240.0.0.1", "reserved address"),
            ("255.255.255.255", "reserved address"),
            ("::", "IPv4 address in IPv6 form"),
            ("::1", "loopback"),
            ("::127.0.0.1", "IPv4 address in IPv6 form"),
            ("::ffff:127.0.0.1", "IPv4 address in IPv6 form"),
            ("::ffff:a00:1", "IPv4 address in IPv6 form"),
            ("::ffff:1.1.1.1", "IPv4 address in IPv6 form"),
            ("::ffff:0:1.1.1.1", "reserved address"),
            ("64:ff9b::10.0.0.1", "private network"),
            ("64:ff9b::7f00:1", "loopback"),
            ("64:ff9b::a9fe:a9fe", "cloud metadata service"),
            ("64:ff9b:1::1.1.1.1", "private network"),
            ("100::1", "reserved address"),
            ("2001::1", "tunnel address"),
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "tunnel address"),
            ("2001:db8::1", "documentation address"),
            ("2002:7f00:1::1", "tunnel address"),
            ("3fff::1", "documentation address"),
            ("4000::1", "reserved address"),
            ("fc00::1", "private network"),
            ("fdff::1", "private network"),
            ("fe80::1", "link-local address"),
            ("febf::1", "link-local address"),
            ("fec0::1", "reserved address"),
            ("ff02::1", "multicast address"),
        ] {
            assert_eq!(reason(&Policy::public(), address, address), expected, "{address}");
        }
    }

    #[test]
    fn opens_what_is_named_and_no_more() {
        let policy = Policy::allowing(["10.1.0.0/16", "127.0.0.1", "::1", "CRM.intern."]).expect("policy");
        for (host, address, expected) in [
            ("10.1.2.3", "10.1.2.3", ""),
            ("10.2.0.0", "10.2.0.0", "private network"),
            ("localhost", "127.0.0.1", ""),
            ("127.0.0.2", "127.0.0.2", "loopback"),
            ("localhost", "::1", ""),
            ("crm.intern", "192.168.0.9", ""),
            ("crm.intern.", "192.168.0.9", ""),
            ("Crm.Intern", "fd00::9", ""),
            ("xcrm.intern", "192.168.0.9", "private network"),
            ("a.crm.intern", "192.168.0.9", "private network"),
        ] {
            assert_eq!(reason(&policy, host, address), expected, "{host} at {address}");
        }
    }

    #[test]
    fn a_range_does_not_open_metadata_services() {
        let wide = Policy::allowing(["0.0.0.0/0", "::/0"]).expect("policy");
        assert_eq!(reason(&wide, "x", "10.0.0.1"), "");
        assert_eq!(reason(&wide, "x", "169.254.169.254"), "cloud metadata service");
        assert_eq!(reason(&wide, "x", "fd00:ec2::254"), "cloud metadata service");
        let named = Policy::allowing(["169.254.169.254"]).expect("policy");
        assert_eq!(reason(&named, "x", "169.254.169.254"), "");
    }

    #[test]
    fn refuses_entries_that_open_something_else_than_they_seem_to() {
        for entry in ["", "*", "http://example.com", "10.0.0.0/99", "127.1", "0x7f.0.0.1", "2130706433", "a b"] {
            assert_eq!(Policy::allowing([entry]).err(), Some(PolicyError(entry.to_owned())), "{entry}");
        }
    }
}
