//! How far the mailbox was read. Pure.

use crate::catalog::imap::Mail;
use aws_lc_rs::digest::{SHA256, digest};
use node_sdk::flow::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// So many mails are remembered by what they are, for when numbers lose their meaning.
const MOST_TAKEN: usize = 500;
const DAY_MS: i64 = 86_400_000;

/// How far the mailbox was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Under which numbering.
    pub uid_validity: u32,
    /// The number of the last mail that was looked at.
    pub uid: u32,
    /// When the last mail was taken, or the first look made, in milliseconds.
    taken_at: i64,
    /// What was taken last, each by a digest of its text.
    taken: Vec<String>,
}

impl Place {
    /// Behind the mail of this number, at the first look.
    pub fn behind(uid_validity: u32, uid: u32, now: Timestamp) -> Self {
        Self { uid_validity, uid, taken_at: now.0, taken: Vec::new() }
    }

    /// What was noted.
    pub fn read(noted: Option<&Value>) -> Option<Self> {
        serde_json::from_value(noted?.clone()).ok()
    }

    /// Whether this mail was not taken under another number.
    pub fn is_new(&self, mail: &Mail) -> bool {
        !self.taken.contains(&fingerprint(mail))
    }

    /// Notes that a mail was taken.
    pub fn took(&mut self, mail: &Mail, now: Timestamp) {
        self.taken_at = now.0;
        self.taken.push(fingerprint(mail));
        let surplus = self.taken.len().saturating_sub(MOST_TAKEN);
        self.taken.drain(..surplus);
    }

    /// The day before the last mail was taken, as the protocol writes days. A day
    /// earlier, because servers count days in zones of their own.
    pub fn since(&self) -> String {
        let moment = jiff::Timestamp::from_millisecond(self.taken_at - DAY_MS).unwrap_or_default();
        moment.to_zoned(jiff::tz::TimeZone::UTC).strftime("%-d-%b-%Y").to_string()
    }
}

/// A copy that came twice has other `Received` fields at its top, so it is not the same.
fn fingerprint(mail: &Mail) -> String {
    let digest = digest(&SHA256, &mail.text);
    digest.as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Mail {
        Mail { text: text.as_bytes().to_vec(), ..Mail::default() }
    }

    #[test]
    fn what_was_taken_is_known_again_for_a_while() {
        let mut place = Place::default();
        assert!(place.is_new(&mail("a")));
        place.took(&mail("a"), Timestamp(1_767_225_600_000));
        assert!(!place.is_new(&mail("a")) && place.is_new(&mail("b")));
        assert_eq!(place.since(), "31-Dec-2025");
        let noted = serde_json::to_value(&place).unwrap();
        assert_eq!(Place::read(Some(&noted)), Some(place.clone()));
        (0..MOST_TAKEN).for_each(|number| place.took(&mail(&number.to_string()), Timestamp(0)));
        assert!(place.is_new(&mail("a")) && place.taken.len() == MOST_TAKEN);
    }
}
