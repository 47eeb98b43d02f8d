//! A range of addresses, such as `10.0.0.0/8`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A range of IPv4 or IPv6 addresses. A single address is a range of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    first: IpAddr,
    prefix_bits: u8,
}

/// Why a text is not a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a range of addresses such as `10.0.0.0/8`")]
pub struct CidrError(String);

impl Cidr {
    /// The range of `prefix_bits` leading bits of `first`.
    pub(crate) const fn new(first: IpAddr, prefix_bits: u8) -> Self {
        Self { first, prefix_bits }
    }

    /// Whether the address lies in the range. An IPv4 range holds no IPv6 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                leading(u128::from(first.to_bits()) << 96, self.prefix_bits)
                    == leading(u128::from(address.to_bits()) << 96, self.prefix_bits)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                leading(first.to_bits(), self.prefix_bits) == leading(address.to_bits(), self.prefix_bits)
            }
            _ => false,
        }
    }

    /// Whether the range is one address and no more.
    pub fn is_single(&self) -> bool {
        self.prefix_bits == width(self.first)
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let invalid = || CidrError(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let first: IpAddr = address.trim_matches(['[', ']']).parse().map_err(|_| invalid())?;
        let prefix_bits = match bits {
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= width(first)).ok_or_else(invalid)?,
            None => width(first),
        };
        Ok(Self { first, prefix_bits })
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.prefix_bits)
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The first `bits` of a number whose most significant bit comes first.
fn leading(number: u128, bits: u8) -> u128 {
    // A shift by the full width is not defined, hence the empty prefix apart.
    if bits == 0 { 0 } else { number >> (128 - u32::from(bits)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(range: &str, address: &str) -> bool {
        range.parse::<Cidr>().expect("range").contains(address.parse().expect("address"))
    }

    #[test]
    fn tells_inside_from_outside() {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("172.16.0.0/12", "172.31.255.255", "172.32.0.0"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("0.0.0.0/0", "255.255.255.255", "::"),
            ("fe80::/10", "febf::1", "fec0::1"),
            ("::1", "::1", "::2"),
            ("::/0", "ffff::", "1.1.1.1"),
        ] {
            assert!(holds(range, inside), "{range} holds {inside}");
            assert!(!holds(range, outside), "{range} does not hold {outside}");
        }
    }

    #[test]
    fn refuses_what_is_no_range() {
        for text in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/", "example.com"] {
            assert!(text.parse::<Cidr>().is_err(), "{text}");
        }
    }
}
