//! What can be said of a webhook besides its address, methods and proof; and addresses
//! with variable parts, such as `orders/:id`.

use crate::error::NodeError;
use crate::trigger::checked_path;
use flow::last::LastAnswer;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What else was said of a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HookOptions {
    /// A caller who waits for the run does so at most this long, in milliseconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub patience_ms: u64,
    /// What of the last items such a caller gets; None: what a Respond says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<LastAnswer>,
    /// Header fields of what is answered at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The addresses and networks callers may call from; none: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Programs that only look at links are refused.
    #[serde(skip_serializing_if = "is_false")]
    pub refuse_bots: bool,
    /// The web pages whose scripts may call, as origins; `*`: all; none: no page of another site.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// The body also is a file of the item, as it came.
    #[serde(skip_serializing_if = "is_false")]
    pub keeps_body: bool,
    /// The name of files in the item; empty: the usual.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file_name: String,
}

impl HookOptions {
    // Serde hands over the box.
    #[expect(clippy::borrowed_box, reason = "the field is a box")]
    pub(crate) fn is_usual(options: &Box<Self>) -> bool {
        **options == Self::default()
    }

    /// Whether a caller at this address may call.
    pub fn admits(&self, address: Option<IpAddr>) -> bool {
        self.allow.is_empty()
            || address.is_some_and(|address| self.allow.iter().any(|allowed| network_holds(allowed, address)))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Whether an address, or a network such as `10.0.0.0/8`, holds an address.
fn network_holds(network: &str, address: IpAddr) -> bool {
    let Some((start, length)) = read_network(network) else { return false };
    let bits = |address: IpAddr| match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    let ((start, of_start), (address, of_address)) = (bits(start), bits(address));
    let mask = if length == 0 { 0 } else { u128::MAX << (128 - u32::from(length)) };
    of_start == of_address && start & mask == address & mask
}

/// The first address of a network and how many bits are its own.
fn read_network(network: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match network.trim().split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (network.trim(), None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.to_canonical().is_ipv4() { 32 } else { 128 };
    let length = length.map_or(Some(most), |length| length.parse().ok())?;
    (length <= most).then_some((address, length))
}

/// Refuses what is neither an address nor a network.
pub fn check_networks(networks: &[String]) -> Result<(), NodeError> {
    let Some(wrong) = networks.iter().find(|network| read_network(network).is_none()) else { return Ok(()) };
    let message = format!("`{}` is neither an address nor a network.", wrong.chars().take(60).collect::<String>());
    Err(NodeError::permanent("address_invalid", message, "Write it as `192.0.2.7` or `10.0.0.0/8`."))
}

/// How many parts a path with variable ones may have; its first part is fixed.
const PARTS_MOST: usize = 6;

/// The path of a webhook, whose parts but the first may be variable: `orders/:id`.
pub fn checked_pattern(path: &str, reserved: &[&str]) -> Result<String, NodeError> {
    let path = path.trim().trim_matches('/');
    if !path.contains(':') {
        return checked_path(path, reserved);
    }
    let parts: Vec<&str> = path.split('/').collect();
    let names: Vec<&str> = parts.iter().filter_map(|part| part.strip_prefix(':')).collect();
    let is_name = |name: &&str| {
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
    };
    let is_first_fixed = !parts[0].starts_with(':');
    let is_twice = names.iter().enumerate().any(|(place, name)| names[..place].contains(name));
    if is_first_fixed && parts.len() <= PARTS_MOST && names.iter().all(is_name) && !is_twice {
        let fixed: Vec<&str> = parts.iter().map(|part| part.strip_prefix(':').unwrap_or(part)).collect();
        checked_path(&fixed.join("/"), reserved)?;
        return Ok(path.to_owned());
    }
    let message = format!("The path `{}` cannot be used.", path.chars().take(60).collect::<String>());
    let hint = "Variable parts are written as `:name`, each with a name of its own; the first part is fixed, and there \
                are six parts at most.";
    Err(NodeError::permanent("path_invalid", message, hint).at("path"))
}

/// The name under which a path with variable parts is kept: two that take the same
/// addresses have the same. Another path is its own.
pub fn path_key(path: &str) -> String {
    let part = |part: &'_ str| if part.starts_with(':') { ":".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The names under which the paths may be kept that have variable parts and take this
/// address, those with fewer variable parts first.
pub fn keys_of_address(address: &str) -> Vec<String> {
    let parts: Vec<&str> = address.split('/').collect();
    if parts.len() < 2 || parts.len() > PARTS_MOST || parts.iter().any(|part| part.is_empty()) {
        return Vec::new();
    }
    let variable = parts.len() - 1;
    let mut choices: Vec<u32> = (1..1_u32 << variable).collect();
    // Of equally many, those whose fixed parts come first.
    choices.sort_by_key(|choice| (choice.count_ones(), *choice));
    let key = |choice: u32| {
        let part = |(place, part): (usize, &&str)| {
            let is_variable = place > 0 && choice >> (parts.len() - 1 - place) & 1 == 1;
            if is_variable { ":" } else { *part }.to_owned()
        };
        parts.iter().enumerate().map(part).collect::<Vec<_>>().join("/")
    };
    choices.into_iter().map(key).collect()
}

/// What the variable parts of a path are at an address, by name; none if it has no such parts.
pub fn variables<'a>(path: &'a str, address: &'a str) -> Vec<(&'a str, &'a str)> {
    let pairs = path.split('/').zip(address.split('/'));
    pairs.filter_map(|(part, value)| Some((part.strip_prefix(':')?, value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses() {
        for (network, address, expected) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "203.0.113.5", true),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "10.0.0.1", false),
            ("nonsense", "10.0.0.1", false),
            ("10.0.0.0/33", "10.0.0.1", false),
        ] {
            assert_eq!(network_holds(network, address.parse().unwrap()), expected, "{network} {address}");
        }
        assert!(check_networks(&["10.0.0.0/8".into(), "::1".into()]).is_ok());
        assert!(check_networks(&["10.0.0.0/40".into()]).is_err());
    }

    #[test]
    fn paths_may_have_variable_parts() {
        for (path, is_fine) in [
            ("orders/:id", true),
            ("/a/:b/c/:d/", true),
            (":id", false),
            ("a/:b/:b", false),
            ("a/:", false),
            ("a/:b c", false),
            ("a/b:c", false),
            ("a/:b/c/d/e/f/g", false),
            ("test/:id", false),
        ] {
            assert_eq!(checked_pattern(path, &["test"]).is_ok(), is_fine, "{path}");
        }
        assert_eq!(path_key("orders/:id/items/:item"), "orders/:/items/:");
        assert_eq!(variables("orders/:id/items", "orders/7/items"), [("id", "7")]);
    }

    #[test]
    fn an_address_is_looked_for_with_the_fewest_variable_parts_first() {
        assert_eq!(keys_of_address("a/b/c"), ["a/b/:", "a/:/c", "a/:/:"]);
        assert!(keys_of_address("a").is_empty() && keys_of_address("a//b").is_empty());
        assert_eq!(keys_of_address("a/b/c/d/e/f").len(), 31);
        assert!(keys_of_address("a/b/c/d/e/f/g").is_empty());
    }
}
