//! What the provider's answers mean: its errors, and its news about a message.

use super::signature::{Signed, is_valid};
use crate::catalog::credentials::twilio::Twilio;
use node_sdk::answer::{retry_after_ms, status_error};
use node_sdk::catalog::{CallbackRequest, Receipt};
use node_sdk::flow::Timestamp;
use node_sdk::outbound::Response;
use node_sdk::{Credential, NodeError};
use serde::Deserialize;
use std::collections::HashMap;
use url::form_urlencoded;

/// The provider's description of an error.
#[derive(Deserialize)]
struct Refusal {
    code: u32,
    #[serde(default)]
    message: String,
}

/// The error an answer stands for; None for a message that was taken.
pub fn error(response: &Response, now: Timestamp) -> Option<NodeError> {
    let by_status = status_error(response, now)?;
    let Ok(refusal) = serde_json::from_slice::<Refusal>(&response.body) else { return Some(by_status) };
    let Some(error) = by_code(refusal.code, &refusal.message) else { return Some(by_status) };
    Some(match retry_after_ms(response, now) {
        Some(wait_ms) => error.retry_after_ms(wait_ms),
        None => error,
    })
}

/// What the provider's error codes mean; None for those the status says enough of.
pub fn by_code(code: u32, words: &str) -> Option<NodeError> {
    let message = match words.trim().trim_end_matches('.') {
        "" => format!("The provider gave error {code}."),
        words => format!("The provider gave error {code}: {words}."),
    };
    let to = |code, hint| NodeError::permanent(code, message.clone(), hint).at("to");
    let from = |hint| NodeError::permanent("sender_invalid", message.clone(), hint).at("from");
    Some(match code {
        21610 => to("opted_out", "The person has opted out; messages are possible again when they answer START."),
        21211 | 21214 | 21217 | 21401 | 21407 | 21421 | 21614 | 30005 | 30006 => {
            to("number_invalid", "Check the number: it must exist and be able to receive messages.")
        }
        21408 => {
            to("region_not_allowed", "Allow messages to this country in the provider's console (Geo permissions).")
        }
        21612 => to("not_reachable", "This sender cannot reach this number; choose another sender."),
        21212 | 21603 | 21606 | 21659 | 21660 | 21661 | 21701 | 21703 | 30032 | 30034 => {
            from("Choose a sender that belongs to the account and may send messages.")
        }
        21602 | 21617 | 21619 => {
            NodeError::permanent("text_invalid", message, "Give a text of 1 to 1,600 letters.").at("message")
        }
        12300 | 21620 | 21623 | 30019 => NodeError::permanent(
            "media_invalid",
            message,
            "Check that everybody can open the media and that they are small pictures.",
        )
        .at("media"),
        20003 | 20005 | 20008 | 30002 => NodeError::permanent(
            "not_allowed",
            message,
            "Check the credential: Account SID, auth token, and whether the account is active.",
        ),
        14107 | 20429 | 21611 | 30001 => {
            NodeError::transient("rate_limited", message, "The provider's queue is full; it is tried again later.")
        }
        _ => return None,
    })
}

/// Reads news about a message, if the provider signed them.
pub fn receipt(callback: &CallbackRequest<'_>, credential: &Credential) -> Result<Receipt, NodeError> {
    let account = credential.read::<Twilio>()?;
    let header = |wanted: &str| {
        let found = callback.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map_or("", |(_, value)| value.as_str())
    };
    let (content_type, signature) = (header("content-type"), header("x-twilio-signature"));
    let signed = Signed { url: callback.url, content_type, body: callback.body, signature };
    if !is_valid(signed, account.auth_token.trim()) {
        let message = "The call-back is not signed with the auth token of the credential.";
        return Err(NodeError::permanent(
            "signature_invalid",
            message,
            "If the token was renewed, renew it in the credential.",
        ));
    }
    read(callback, content_type).ok_or_else(|| {
        let message = "The call-back names no message, or no status that is known.";
        NodeError::permanent("callback_invalid", message, "It is left out; nothing has to be done.")
    })
}

fn read(callback: &CallbackRequest<'_>, content_type: &str) -> Option<Receipt> {
    let fields = fields(callback, content_type);
    let field = |name: &str| fields.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let provider_status = field("MessageStatus").or(field("SmsStatus"))?;
    let reason = field("ErrorCode").filter(|code| *code != "0").map(|code| match field("ErrorMessage") {
        Some(words) => format!("error {code}: {words}"),
        None => format!("error {code}"),
    });
    let status = status(provider_status)?;
    // What the provider tells apart and we do not stays readable.
    let detail = match (provider_status == status, reason) {
        (true, reason) => reason,
        (false, Some(reason)) => Some(format!("{provider_status}, {reason}")),
        (false, None) => Some(provider_status.to_owned()),
    };
    let provider_id = field("MessageSid").or(field("SmsSid"))?.to_owned();
    Some(Receipt { provider_id, status: status.to_owned(), detail })
}

/// The fields of the form, of the JSON body, or of the query of a GET.
fn fields(callback: &CallbackRequest<'_>, content_type: &str) -> HashMap<String, String> {
    if content_type.to_ascii_lowercase().starts_with("application/json") {
        let values: HashMap<String, serde_json::Value> = serde_json::from_slice(callback.body).unwrap_or_default();
        return values.into_iter().map(|(name, value)| (name, node_sdk::pairs::text(&value))).collect();
    }
    let query = callback.url.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let form = if callback.body.is_empty() { query.as_bytes() } else { callback.body };
    form_urlencoded::parse(form).into_owned().collect()
}

/// Our word for the provider's status.
pub fn status(provider_status: &str) -> Option<&'static str> {
    Some(match provider_status {
        "accepted" | "scheduled" | "queued" | "sending" => "queued",
        "sent" => "sent",
        "delivered" => "delivered",
        "read" => "read",
        "undelivered" | "failed" | "canceled" => "failed",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, StatusCode};
    use node_sdk::ErrorClass::{Permanent, Transient};

    #[test]
    fn codes_say_more_than_statuses() {
        for (status, body, expected) in [
            (
                400,
                "{\"code\":21610,\"message\":\"Attempt to send to unsubscribed recipient\"}",
                (Permanent, "opted_out", Some("to")),
            ),
            (400, "{\"code\":21211,\"message\":\"x\"}", (Permanent, "number_invalid", Some("to"))),
            (400, "{\"code\":21614,\"message\":\"x\"}", (Permanent, "number_invalid", Some("to"))),
            (400, "{\"code\":21606}", (Permanent, "sender_invalid", Some("from"))),
            (400, "{\"code\":30001}", (Transient, "rate_limited", None)),
            (429, "{\"code\":20429}", (Transient, "rate_limited", None)),
            (429, "slow down", (Transient, "rate_limited", None)),
            (401, "{\"code\":20003}", (Permanent, "not_allowed", None)),
            (400, "{\"code\":99999,\"message\":\"new\"}", (Permanent, "refused", None)),
            (503, "", (Transient, "unavailable", None)),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let response = Response {
                status,
                headers: HeaderMap::new(),
                body: body.into(),
                url: "https://a.example".parse().unwrap(),
            };
            let error = error(&response, Timestamp(0)).unwrap();
            assert_eq!((error.class, error.code, error.parameter.as_deref()), expected, "{status} {body}");
        }
    }

    fn callback(body: &str) -> Option<(String, String, Option<String>)> {
        let callback =
            CallbackRequest { method: "POST", url: "https://a.example/c", headers: &[], body: body.as_bytes() };
        read(&callback, "application/x-www-form-urlencoded")
            .map(|receipt| (receipt.provider_id, receipt.status, receipt.detail))
    }

    #[test]
    fn reads_the_status() {
        for (body, expected) in [
            ("MessageSid=SM1&MessageStatus=delivered", Some(("SM1", "delivered", None))),
            ("SmsSid=SM1&SmsStatus=sent", Some(("SM1", "sent", None))),
            ("MessageSid=SM1&MessageStatus=sending", Some(("SM1", "queued", Some("sending")))),
            ("MessageSid=SM1&MessageStatus=read&Unheard=of", Some(("SM1", "read", None))),
            (
                "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003",
                Some(("SM1", "failed", Some("undelivered, error 30003"))),
            ),
            (
                "MessageSid=SM1&MessageStatus=failed&ErrorCode=30008&ErrorMessage=Unknown",
                Some(("SM1", "failed", Some("error 30008: Unknown"))),
            ),
            ("MessageSid=SM1&MessageStatus=dreaming", None),
            ("MessageStatus=delivered", None),
            ("", None),
        ] {
            let expected =
                expected.map(|(id, status, detail)| (id.to_owned(), status.to_owned(), detail.map(str::to_owned)));
            assert_eq!(callback(body), expected, "{body}");
        }
    }

    #[test]
    fn reads_nothing_that_is_not_signed() {
        let vectors: Vec<serde_json::Value> = serde_json::from_str(include_str!("vectors/signatures.json")).unwrap();
        let vector = vectors.iter().find(|vector| vector["name"] == "a status call-back").unwrap();
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let (url, body) = (text("url"), text("body"));
        let with = |token: &str, signature: String| {
            let headers =
                [("content-type".to_owned(), text("content_type")), ("x-twilio-signature".to_owned(), signature)];
            let fields = serde_json::json!({"account_sid": "AC1", "auth_token": token});
            let credential = Credential::new("twilio", "cred_1", fields.as_object().unwrap().clone());
            receipt(
                &CallbackRequest { method: "POST", url: &url, headers: &headers, body: body.as_bytes() },
                &credential,
            )
        };
        let receipt = with("tok3n", text("signature")).unwrap();
        assert_eq!((receipt.provider_id.as_str(), receipt.status.as_str()), ("SM1", "delivered"));
        assert_eq!(with("other", text("signature")).unwrap_err().code, "signature_invalid");
        assert_eq!(with("", text("signature")).unwrap_err().code, "signature_invalid");
        assert_eq!(with("tok3n", String::new()).unwrap_err().code, "signature_invalid");
    }
}
