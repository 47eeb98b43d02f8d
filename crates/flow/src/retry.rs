//! How failures of a node are tried again: one strategy for all, or one a class of errors.

use crate::container::ErrorClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a node's failures are tried again. Without further words only transient ones are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retry {
    /// Attempts after the first, those after errors of all classes counted; at most
    /// 20. The default is 3.
    pub maximum: u32,
    /// The pause before each further attempt, in milliseconds; the last one repeats.
    pub delays_ms: Vec<u64>,
    /// The errors that are tried again. The default is `transient`.
    #[serde(skip_serializing_if = "is_transient_only")]
    pub on: Vec<RetryClass>,
    /// Classes of errors that are tried again in a way of their own, besides those in `on`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub classes: BTreeMap<RetryClass, Strategy>,
    /// Pauses are longer by a random share of up to so many percent, so that runs that
    /// failed together do not come back together; at most 100. The default is 20.
    #[serde(skip_serializing_if = "is_default_spread")]
    pub spread_percent: u8,
}

/// How errors of one class are tried again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Strategy {
    /// Attempts after the first. None: as for all errors; 0: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u32>,
    /// The pauses, in milliseconds. None: as for all errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delays_ms: Option<Vec<u64>>,
}

/// A class of errors as retries know it: one of the two large ones, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetryClass {
    /// All errors that may go away by themselves.
    Transient,
    /// The other side asks for fewer requests.
    RateLimited,
    /// No answer in time.
    Timeout,
    /// The other side cannot be reached, or the connection broke.
    Network,
    /// The other side says that it cannot work at the moment.
    Server,
    /// All errors that stay until somebody changes something.
    Permanent,
    /// The other side does not let us in, or a credential is missing.
    Authentication,
    /// What was sent or set is not accepted.
    Invalid,
}

/// The class of errors tried again by default, and the one a class is part of.
const TRANSIENT_ONLY: &[RetryClass] = &[RetryClass::Transient];
const SPREAD_PERCENT: u8 = 20;

impl Default for Retry {
    fn default() -> Self {
        Self {
            maximum: 3,
            delays_ms: vec![1_000, 5_000, 15_000, 60_000, 300_000],
            on: TRANSIENT_ONLY.to_vec(),
            classes: BTreeMap::new(),
            spread_percent: SPREAD_PERCENT,
        }
    }
}

impl Retry {
    /// The policy that tries nothing again.
    pub fn never() -> Self {
        Self { maximum: 0, ..Self::default() }
    }

    /// The pause after this attempt, in milliseconds, if an error of this class and
    /// code is tried again. What is said of the smaller class comes first.
    pub fn pause_ms(&self, class: ErrorClass, code: &str, attempt: u32) -> Option<u64> {
        let classes = RetryClass::of(class, code);
        let strategy = classes.iter().flatten().find_map(|class| self.classes.get(class));
        let is_named = classes.iter().flatten().any(|class| self.on.contains(class));
        if strategy.is_none() && !is_named {
            return None;
        }
        let maximum = strategy.and_then(|strategy| strategy.maximum).unwrap_or(self.maximum);
        let delays_ms = strategy.and_then(|strategy| strategy.delays_ms.as_ref()).unwrap_or(&self.delays_ms);
        (attempt <= maximum).then(|| pause_ms(delays_ms, attempt))
    }

    /// The most attempts after the first that any class may lead to.
    pub fn most(&self) -> u32 {
        self.classes.values().filter_map(|strategy| strategy.maximum).max().unwrap_or(0).max(self.maximum)
    }
}

impl RetryClass {
    /// The classes an error belongs to, the smaller one first. An error that leaves it
    /// unknown whether the effect took place counts as transient: who tries it again,
    /// may do it twice.
    fn of(class: ErrorClass, code: &str) -> [Option<Self>; 2] {
        match class {
            ErrorClass::Transient | ErrorClass::InDoubt => [Self::part_of_transient(code), Some(Self::Transient)],
            ErrorClass::Permanent => [Self::part_of_permanent(code), Some(Self::Permanent)],
            ErrorClass::Cancelled => [None, None],
        }
    }

    fn part_of_transient(code: &str) -> Option<Self> {
        match code {
            "rate_limited" | "too_many_requests" => Some(Self::RateLimited),
            "timeout" => Some(Self::Timeout),
            "connect_failed" | "connection_lost" | "name_service" | "no_answer" | "host_not_found" => {
                Some(Self::Network)
            }
            "unavailable" | "busy" | "mail_deferred" | "answer_unreadable" => Some(Self::Server),
            _ => None,
        }
    }

    fn part_of_permanent(code: &str) -> Option<Self> {
        match code {
            "not_allowed" | "unauthorized" => Some(Self::Authentication),
            _ if code.starts_with("credential_") => Some(Self::Authentication),
            "host_not_found" | "tls_failed" => Some(Self::Network),
            "refused" | "not_found" | "expression" | "not_convertible" | "not_comparable" => Some(Self::Invalid),
            _ if code.ends_with("_invalid") || code.starts_with("parameter_") => Some(Self::Invalid),
            _ => None,
        }
    }
}

/// The pause after an attempt; the last one repeats.
fn pause_ms(delays_ms: &[u64], attempt: u32) -> u64 {
    let place = attempt.saturating_sub(1) as usize;
    delays_ms.get(place).or(delays_ms.last()).copied().unwrap_or(0)
}

fn is_transient_only(on: &Vec<RetryClass>) -> bool {
    on == TRANSIENT_ONLY
}

fn is_default_spread(percent: &u8) -> bool {
    *percent == SPREAD_PERCENT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::ErrorClass::{Cancelled, InDoubt, Permanent, Transient};
    use serde_json::json;

    #[track_caller]
    fn pauses(retry: serde_json::Value, cases: &[(ErrorClass, &str, u32, Option<u64>)]) {
        let retry: Retry = serde_json::from_value(retry).expect("a policy");
        for (class, code, attempt, expected) in cases {
            assert_eq!(retry.pause_ms(*class, code, *attempt), *expected, "{class:?} {code} after {attempt}");
        }
    }

    #[test]
    fn by_default_what_may_go_away_is_tried_three_times() {
        pauses(
            json!({}),
            &[
                (Transient, "anything", 1, Some(1_000)),
                (InDoubt, "no_answer", 2, Some(5_000)),
                (Transient, "rate_limited", 3, Some(15_000)),
                (Transient, "rate_limited", 4, None),
                (Permanent, "not_allowed", 1, None),
                (Cancelled, "cancelled", 1, None),
            ],
        );
        assert_eq!(serde_json::to_value(Retry::never()).unwrap()["maximum"], json!(0));
        let plain = json!({"maximum": 2, "delays_ms": [7]});
        let retry: Retry = serde_json::from_value(plain.clone()).unwrap();
        assert_eq!(serde_json::to_value(retry).unwrap(), plain, "defaults are not written down");
    }

    #[test]
    fn a_class_may_have_a_way_of_its_own() {
        let retry = json!({
            "maximum": 1, "delays_ms": [10],
            "on": ["network"],
            "classes": {
                "rate_limited": {"maximum": 5, "delays_ms": [60]},
                "authentication": {},
                "server": {"maximum": 0},
                "permanent": {"delays_ms": [99]},
            },
        });
        pauses(
            retry,
            &[
                (Transient, "rate_limited", 5, Some(60)),
                (Transient, "rate_limited", 6, None),
                (Transient, "connect_failed", 1, Some(10)),
                (Transient, "connect_failed", 2, None),
                (Transient, "unavailable", 1, None),
                (Transient, "flaky", 1, None),
                (Permanent, "credential_sealed", 1, Some(10)),
                (Permanent, "text_invalid", 1, Some(99)),
                (Permanent, "stopped", 1, Some(99)),
                (Permanent, "tls_failed", 1, Some(99)),
            ],
        );
    }
}
