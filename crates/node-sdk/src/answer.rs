//! What failures of the HTTP client and answers of other systems mean to a node.

use crate::error::NodeError;
use flow::Timestamp;
use outbound::{Response, SendError, SendErrorKind};

/// Whether a request changes something on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads: it may be sent again at will.
    Reads,
    /// It changes something that should not happen twice.
    Changes,
}

/// What a failure of the HTTP client means. A request that changes something
/// and may have left without an answer is in doubt.
pub fn send_error(error: &SendError, effect: Effect) -> NodeError {
    let message = sentence(&error.message);
    if error.request_left && effect == Effect::Changes && !is_answered(error.kind) {
        let hint = "Look in the other system whether it took effect before you send it again.";
        return NodeError::in_doubt("no_answer", message, hint);
    }
    match error.kind {
        SendErrorKind::InvalidRequest => NodeError::permanent("request_invalid", message, "Correct the address."),
        SendErrorKind::Refused => {
            let hint = "Only public addresses may be reached. Whoever runs this server can allow others.";
            NodeError::permanent("address_refused", message, hint)
        }
        SendErrorKind::HostNotFound => {
            NodeError::permanent("host_not_found", message, "Check the spelling of the host in the address.")
        }
        SendErrorKind::NameService => NodeError::transient("name_service", message, RETRIED),
        SendErrorKind::Connect => NodeError::transient("connect_failed", message, RETRIED),
        SendErrorKind::Tls => {
            let hint =
                "Check that the address begins with the right http or https and that the host's certificate is valid.";
            NodeError::permanent("tls_failed", message, hint)
        }
        SendErrorKind::Timeout => {
            NodeError::transient("timeout", message, "It is tried again. If it stays slow, allow it more time.")
        }
        SendErrorKind::Lost => NodeError::transient("connection_lost", message, RETRIED),
        SendErrorKind::TooLarge => {
            let hint = "The request was carried out. Ask the other side for less, for example page by page.";
            NodeError::permanent("answer_too_large", message, hint)
        }
        SendErrorKind::TooManyRedirects => {
            NodeError::permanent("too_many_redirects", message, "Use the address the redirects should end at.")
        }
    }
}

/// Whether the other side answered, but in a way that cannot be used: then the
/// request was carried out, and sending it again would end the same way.
fn is_answered(kind: SendErrorKind) -> bool {
    use SendErrorKind::{InvalidRequest, Refused, TooLarge, TooManyRedirects};
    matches!(kind, InvalidRequest | Refused | TooLarge | TooManyRedirects)
}

const RETRIED: &str = "It is tried again. If it stays so, check that the other system is up.";

/// The error a status of 400 or more stands for; None below.
pub fn status_error(response: &Response, now: Timestamp) -> Option<NodeError> {
    let status = response.status.as_u16();
    if status < 400 {
        return None;
    }
    let message = answered(response);
    let retry = |code, hint| {
        let error = NodeError::transient(code, message.clone(), hint);
        match retry_after_ms(response, now) {
            Some(wait_ms) => error.retry_after_ms(wait_ms),
            None => error,
        }
    };
    Some(match status {
        429 => retry("rate_limited", "The other system asks for fewer requests; it is tried again later."),
        408 | 425 | 500.. => retry("unavailable", RETRIED),
        401 | 403 => NodeError::permanent(
            "not_allowed",
            message,
            "Check the credential: what it signs in with, and what that may do.",
        ),
        404 | 410 => NodeError::permanent("not_found", message, "Check the address."),
        _ => NodeError::permanent("refused", message, "Correct what is sent; the answer says what is wrong with it."),
    })
}

/// The failure of an answer that only names another address, where that is not followed
/// and not wanted.
pub fn redirect_error(response: &Response) -> Option<NodeError> {
    let hint = "Follow redirects, or take the answer whatever its status.";
    response.status.is_redirection().then(|| NodeError::permanent("redirected", answered(response), hint))
}

/// ``The host `example.com` answered 404 Not Found: no such contact``
fn answered(response: &Response) -> String {
    let host = response.url.host_str().unwrap_or_default();
    let excerpt = excerpt(&response.body);
    let end = if excerpt.is_empty() { ".".to_owned() } else { format!(": {excerpt}") };
    format!("The host `{host}` answered {}{end}", response.status)
}

/// The first part of a body as one line of text.
pub fn excerpt(body: &[u8]) -> String {
    const MOST: usize = 300;
    let text = String::from_utf8_lossy(&body[..body.len().min(8 * MOST)]);
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}

/// How long `Retry-After` asks to wait: seconds or a date.
pub fn retry_after_ms(response: &Response, now: Timestamp) -> Option<u64> {
    let value = response.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(seconds.saturating_mul(1_000));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(u64::try_from(Timestamp(date.as_millisecond()).since_ms(now)).unwrap_or(0))
}

fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorClass::{self, InDoubt, Permanent, Transient};
    use http::{HeaderMap, HeaderValue, StatusCode, header::RETRY_AFTER};

    fn response(status: u16, retry_after: &'static str, body: &'static str) -> Response {
        let mut headers = HeaderMap::new();
        if !retry_after.is_empty() {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(retry_after));
        }
        let status = StatusCode::from_u16(status).unwrap();
        Response { status, headers, body: body.into(), url: "https://a.example/x".parse().unwrap() }
    }

    #[test]
    fn statuses_tell_whether_to_try_again() {
        const NOW: Timestamp = Timestamp(1_445_412_420_000); // 21 October 2015, 07:27:00
        type Expected = Option<(ErrorClass, &'static str, Option<u64>)>;
        let cases: [(u16, &str, Expected); 14] = [
            (200, "", None),
            (304, "", None),
            (400, "", Some((Permanent, "refused", None))),
            (401, "", Some((Permanent, "not_allowed", None))),
            (403, "7", Some((Permanent, "not_allowed", None))),
            (404, "", Some((Permanent, "not_found", None))),
            (408, "", Some((Transient, "unavailable", None))),
            (422, "", Some((Permanent, "refused", None))),
            (425, "", Some((Transient, "unavailable", None))),
            (429, "7", Some((Transient, "rate_limited", Some(7_000)))),
            (429, "Wed, 21 Oct 2015 07:28:00 GMT", Some((Transient, "rate_limited", Some(60_000)))),
            (429, "Wed, 21 Oct 2015 07:26:00 GMT", Some((Transient, "rate_limited", Some(0)))),
            (503, "soon", Some((Transient, "unavailable", None))),
            (599, "", Some((Transient, "unavailable", None))),
        ];
        for (status, retry_after, expected) in cases {
            let got = status_error(&response(status, retry_after, ""), NOW);
            let got = got.map(|error| (error.class, error.code, error.retry_after_ms));
            assert_eq!(got, expected, "{status} {retry_after}");
        }
    }

    #[test]
    fn the_answer_is_told_in_a_line() {
        let error = status_error(&response(400, "", "{\n  \"message\": \"no\tsuch\"\n}"), Timestamp(0)).unwrap();
        assert_eq!(error.message, "The host `a.example` answered 400 Bad Request: { \"message\": \"no such\" }");
        let empty = status_error(&response(404, "", " \n"), Timestamp(0)).unwrap();
        assert_eq!(empty.message, "The host `a.example` answered 404 Not Found.");
        assert_eq!(excerpt("é".repeat(2_000).as_bytes()), format!("{} …", "é".repeat(300)));
    }

    #[test]
    fn only_changes_can_be_in_doubt() {
        let failure = |kind, request_left| SendError { kind, message: "`a` is gone".into(), request_left };
        for (kind, left, effect, expected) in [
            (SendErrorKind::Timeout, true, Effect::Changes, InDoubt),
            (SendErrorKind::Timeout, true, Effect::Reads, Transient),
            (SendErrorKind::Timeout, false, Effect::Changes, Transient),
            (SendErrorKind::Lost, true, Effect::Changes, InDoubt),
            (SendErrorKind::Connect, false, Effect::Changes, Transient),
            (SendErrorKind::NameService, false, Effect::Changes, Transient),
            (SendErrorKind::TooLarge, true, Effect::Changes, Permanent),
            (SendErrorKind::TooLarge, true, Effect::Reads, Permanent),
            (SendErrorKind::Refused, false, Effect::Changes, Permanent),
        ] {
            let error = send_error(&failure(kind, left), effect);
            assert_eq!(error.class, expected, "{kind:?} {left} {effect:?}");
            assert_eq!(error.message, "`a` is gone.");
        }
    }
}
