//! What a node that sends messages says of them before it sends any.

use serde::Serialize;

/// How a kind sends messages: what a test needs to know of its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MessageFields {
    /// `email` or `sms`.
    pub channel: &'static str,
    /// The parameter that says who gets the message.
    pub to: &'static str,
    /// The parameter that is its subject, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<&'static str>,
    /// The parameters a test goes without: who else gets it, and what hides a failure.
    #[serde(skip)]
    pub not_in_tests: &'static [&'static str],
}

/// A message as somebody would get it. Nothing is sent for it and no credential opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MessagePreview {
    /// Who gets it; None if that cannot be said of this item.
    pub to: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// The text beside the subject in a list of mails.
    pub preheader: Option<String>,
    /// Its HTML.
    pub html: Option<String>,
    /// Its text.
    pub text: String,
    /// What it takes as SMS.
    pub sms: Option<SmsSize>,
}

/// What a text takes as SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmsSize {
    /// `GSM-7` or `UCS-2`.
    pub encoding: &'static str,
    /// How many segments.
    pub segments: u32,
    /// The text with plain quotes and dashes, if it takes fewer segments then.
    pub suggestion: Option<String>,
}
