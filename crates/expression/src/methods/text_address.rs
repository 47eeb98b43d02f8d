//! Finds mail addresses, web addresses and domains in texts. What counts as one is
//! what n8n counts as one, so that a flow brought along finds the same.

use regex_lite::Regex;
use std::sync::OnceLock;

/// A name with a top level, `localhost`, or four numbers.
const HOST: &str = r"(?:(?:[-\w]+\.)+(?:[a-zA-Z]{2,}|xn--[a-zA-Z0-9]+)|localhost|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})";
const MAIL_HOST: &str = r"\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\]|(?:[a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,}";
const MAIL_NAME: &str = r#"[^<>()\[\]\\.,;:\s@"]+"#;

struct Patterns {
    mail: Option<Regex>,
    url: Option<Regex>,
    whole_url: Option<Regex>,
    domain: Option<Regex>,
    domain_of: Option<Regex>,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let mail = format!(r#"(?:{MAIL_NAME}(?:\.{MAIL_NAME})*|".+")@({MAIL_HOST})"#);
        let tail = r"(?::\d+)?(?:/[^\s?#]*)?(?:\?[^\s#]*)?#?[^\s]*";
        let url = format!(r"(?i)(?:https?|ftp)://(?:www\.)?{HOST}{tail}");
        let end = r"(?::\d+)?(?:/[^\s?]*)?(?:\?[^\s#]*)?(?:#[^\s]*)?$";
        Patterns {
            mail: Regex::new(&mail).ok(),
            url: Regex::new(&url).ok(),
            whole_url: Regex::new(&format!("(?i)^(?:{})$", url.trim_start_matches("(?i)"))).ok(),
            domain: Regex::new(&format!(r"(?i)^(?:www\.)?{HOST}{end}")).ok(),
            domain_of: Regex::new(&format!(r"(?i)^(?:(?:https?|ftp)://)?(?:mailto:)?(?://)?((?:www\.)?{HOST}){end}"))
                .ok(),
        }
    })
}

fn found<'t>(pattern: Option<&Regex>, text: &'t str, group: usize) -> Option<&'t str> {
    pattern?.captures(text)?.get(group).map(|found| found.as_str())
}

fn fits(pattern: Option<&Regex>, text: &str) -> bool {
    pattern.is_some_and(|pattern| pattern.is_match(text))
}

/// The first mail address in a text.
pub(super) fn email_in(text: &str) -> Option<&str> {
    found(patterns().mail.as_ref(), text, 0)
}

/// Whether a text is a mail address.
pub(super) fn is_email(text: &str) -> bool {
    !text.contains(' ') && email_in(text).is_some()
}

/// The first web address in a text.
pub(super) fn url_in(text: &str) -> Option<&str> {
    found(patterns().url.as_ref(), text, 0)
}

/// Whether a text is a web address.
pub(super) fn is_url(text: &str) -> bool {
    fits(patterns().whole_url.as_ref(), text)
}

/// Whether a text is a domain, without a protocol before it.
pub(super) fn is_domain(text: &str) -> bool {
    fits(patterns().domain.as_ref(), text)
}

/// The domain of a mail address or a web address.
pub(super) fn domain_of(text: &str) -> Option<&str> {
    if is_email(text) {
        return found(patterns().mail.as_ref(), text, 1);
    }
    found(patterns().domain_of.as_ref(), text, 1)
}

/// The path of a web address.
pub(super) fn path_of(text: &str) -> Option<String> {
    url::Url::parse(text).ok().map(|url| url.path().to_owned())
}
