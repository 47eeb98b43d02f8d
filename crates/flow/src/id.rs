//! Typed ids: a UUIDv7 with a type prefix on the wire (`flow_01h455vb4pex5vsknk084sn02q`).
//!
//! The text form is the TypeID one: the prefix, an underscore, and the 128 bits in
//! 26 characters of Crockford's base 32 in lower case, so ids sort by creation.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a text is not an id of the wanted type.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not an id that starts with `{prefix}_`")]
pub struct IdError {
    /// The text that was given.
    pub text: String,
    /// The prefix that was wanted.
    pub prefix: &'static str,
}

fn encode(uuid: Uuid) -> [u8; 26] {
    let mut bits = uuid.as_u128();
    let mut text = [b'0'; 26];
    for slot in text.iter_mut().rev() {
        *slot = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
    text
}

fn decode(text: &str) -> Option<Uuid> {
    let bytes = text.as_bytes();
    // 26 × 5 = 130 bits: a first character over 7 would not fit into 128.
    if bytes.len() != 26 || bytes[0] > b'7' {
        return None;
    }
    let mut bits: u128 = 0;
    for byte in bytes {
        let value = ALPHABET.iter().position(|letter| letter == byte)?;
        bits = (bits << 5) | value as u128;
    }
    Some(Uuid::from_u128(bits))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The prefix of this id on the wire.
            pub const PREFIX: &'static str = $prefix;

            /// A new id from the given source.
            pub fn new(ids: &dyn crate::clock::Ids) -> Self {
                Self(ids.uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text = encode(self.0);
                let text = std::str::from_utf8(&text).map_err(|_| fmt::Error)?;
                write!(formatter, concat!($prefix, "_{}"), text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(decode)
                    .map(Self)
                    .ok_or_else(|| IdError { text: text.chars().take(64).collect(), prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// An organisation: an agency, the owner of workspaces.
    OrganisationId = "org";
    /// A workspace: one client of the agency; the tenant every row belongs to.
    WorkspaceId = "ws";
    /// A person who can sign in.
    UserId = "user";
    /// A signed-in browser.
    SessionId = "sess";
    /// An API token.
    TokenId = "tok";
    /// A flow, over all its versions.
    FlowId = "flow";
    /// One published, unchangeable version of a flow.
    VersionId = "ver";
    /// One execution of a version.
    RunId = "run";
    /// A trigger of a published flow: a webhook address, a schedule.
    TriggerId = "trig";
    /// A sealed credential.
    CredentialId = "cred";
    /// A message handed to a provider.
    MessageId = "msg";
    /// A job of the queue service API.
    JobId = "job";
    /// An event that was sent.
    EventId = "event";
    /// Runs that are begun again, many at once.
    BatchId = "batch";
    /// A test of a flow.
    FlowTestId = "test";
    /// A preset of a kind of node.
    PresetId = "preset";
    /// A variable.
    VariableId = "var";
    /// A data table.
    TableId = "table";
    /// A line of the audit log.
    AuditId = "audit";
    /// One life of a process, which owns runs.
    OwnerId = "owner";
    /// Something one process asks of another.
    MailId = "mail";
    /// One HTTP request, for correlation in logs and problems.
    RequestId = "req";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_sorts_like_the_uuid() {
        let low = FlowId(Uuid::from_u128(1));
        let high = FlowId(Uuid::from_u128(u128::MAX));
        assert_eq!(low.to_string().parse(), Ok(low));
        assert_eq!(high.to_string().parse(), Ok(high));
        assert!(low.to_string() < high.to_string());
    }

    #[test]
    fn refuses_what_is_not_this_type() {
        assert!("run_00000000000000000000000001".parse::<FlowId>().is_err());
        assert!("flow_".parse::<FlowId>().is_err());
        assert!("flow_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<FlowId>().is_err());
        assert!("flow_0000000000000000000000000u".parse::<FlowId>().is_err());
    }
}
