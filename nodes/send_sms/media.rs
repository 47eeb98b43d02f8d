//! Pictures and the like that go along with a message.

use node_sdk::answer::{Effect, send_error, status_error};
use node_sdk::flow::Timestamp;
use node_sdk::outbound::{Request, Response};
use node_sdk::{NodeError, Services};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::borrow::Cow;
use url::Url;

/// The most files of one message.
const MOST: usize = 10;
/// The most bytes of all of them together.
const MOST_BYTES: u64 = 5 * 1024 * 1024;

/// Addresses of media as given: a text with commas, or a list.
#[derive(Clone, Debug, Default)]
pub struct MediaUrls(Vec<String>);

impl MediaUrls {
    /// The addresses, checked as far as that goes without asking for them.
    pub fn urls(&self) -> Result<Vec<Url>, NodeError> {
        let texts = self.0.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|text| !text.is_empty());
        let urls: Vec<Url> = texts.map(read).collect::<Result<_, _>>()?;
        if urls.len() > MOST {
            let message = format!("The message has {} media; {MOST} are the most.", urls.len());
            return Err(invalid(message, "Send fewer, or a link to them."));
        }
        Ok(urls)
    }
}

fn read(text: &str) -> Result<Url, NodeError> {
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "https");
    let message = || format!("`{text}` is not an address that begins with https://.");
    url.ok_or_else(|| invalid(message(), "The provider fetches media from the web: give addresses everybody can open."))
}

/// Asks each address what it holds, so that what the provider would refuse
/// later, when the message is long on its way, is refused now.
pub async fn check(urls: &[Url], services: &dyn Services, now: Timestamp) -> Result<(), NodeError> {
    let mut total_bytes = 0;
    for url in urls {
        let request = Request { timeout_ms: 10_000, ..Request::new(http::Method::HEAD, url.clone()) };
        let response =
            services.http().send(request).await.map_err(|error| send_error(&error, Effect::Reads).at("media"))?;
        total_bytes += size_bytes(&response, now)?;
    }
    check_total(total_bytes)
}

fn check_total(total_bytes: u64) -> Result<(), NodeError> {
    if total_bytes <= MOST_BYTES {
        return Ok(());
    }
    let message = format!("The media have {:.1} MB in all.", total_bytes as f64 / 1024.0 / 1024.0);
    Err(invalid(message, "5 MB are the most in one message. Make them smaller, or send a link."))
}

/// The size an address says it has; 0 if it does not say.
fn size_bytes(response: &Response, now: Timestamp) -> Result<u64, NodeError> {
    // Some servers do not know HEAD; then the provider has to find out.
    if matches!(response.status.as_u16(), 405 | 501) {
        return Ok(0);
    }
    if let Some(error) = status_error(response, now) {
        return Err(error.at("media"));
    }
    let header = |name| response.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type =
        header(http::header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !is_sendable(&media_type) {
        let message = format!("`{}` is of the type `{media_type}`, which cannot be sent.", response.url);
        return Err(invalid(message, "Give the address of the picture itself, not of a page that shows it."));
    }
    Ok(header(http::header::CONTENT_LENGTH).parse().unwrap_or(0))
}

fn is_sendable(media_type: &str) -> bool {
    const OTHERS: &[&str] = &[
        "",
        "application/octet-stream",
        "application/pdf",
        "application/vcard",
        "text/calendar",
        "text/directory",
        "text/vcard",
        "text/x-vcard",
    ];
    ["image/", "video/", "audio/"].iter().any(|group| media_type.starts_with(group)) || OTHERS.contains(&media_type)
}

fn invalid(message: String, hint: &str) -> NodeError {
    NodeError::permanent("media_invalid", message, hint).at("media")
}

impl<'de> Deserialize<'de> for MediaUrls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = |value: Value| match value {
            Value::String(text) => Ok(text),
            Value::Null => Ok(String::new()),
            _ => Err(D::Error::custom("wanted an address or a list of them")),
        };
        match Value::deserialize(deserializer)? {
            Value::Array(values) => values.into_iter().map(entry).collect::<Result<_, _>>().map(Self),
            value => entry(value).map(|text| Self(vec![text])),
        }
    }
}

impl JsonSchema for MediaUrls {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "MediaUrls".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["array", "string"], "items": {"type": "string", "format": "uri"}, "x-widget": "media_list"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use serde_json::json;

    fn urls(value: Value) -> Result<usize, String> {
        let media: MediaUrls = serde_json::from_value(value).map_err(|error| error.to_string())?;
        media.urls().map(|urls| urls.len()).map_err(|error| error.message)
    }

    #[test]
    fn takes_up_to_ten_secure_addresses() {
        for (given, expected) in [
            (json!(null), Ok(0)),
            (json!(""), Ok(0)),
            (json!("https://a.example/1.png"), Ok(1)),
            (json!("https://a.example/1.png, https://a.example/2.png"), Ok(2)),
            (json!(["https://a.example/1.png", ""]), Ok(1)),
            (json!(vec!["https://a.example/1.png"; 10]), Ok(10)),
            (json!(vec!["https://a.example/1.png"; 11]), Err("The message has 11 media; 10 are the most.")),
            (
                json!("http://a.example/1.png"),
                Err("`http://a.example/1.png` is not an address that begins with https://."),
            ),
            (json!("picture.png"), Err("`picture.png` is not an address that begins with https://.")),
        ] {
            assert_eq!(urls(given.clone()), expected.map_err(str::to_owned), "{given}");
        }
        assert!(urls(json!(7)).is_err());
    }

    #[test]
    fn takes_five_megabytes_in_all() {
        assert_eq!(check_total(5 * 1024 * 1024), Ok(()));
        let error = check_total(5 * 1024 * 1024 + 600_000).unwrap_err();
        assert_eq!((error.code, error.message.as_str()), ("media_invalid", "The media have 5.6 MB in all."));
    }

    #[test]
    fn reads_what_an_address_holds() {
        for (status, media_type, length, expected) in [
            (200, "image/png", "1000", Ok(1000)),
            (200, "image/png", "", Ok(0)),
            (200, "", "7", Ok(7)),
            (200, "text/vcard; charset=utf-8", "7", Ok(7)),
            (200, "text/html", "7", Err("media_invalid")),
            (404, "text/html", "7", Err("not_found")),
            (405, "text/html", "7", Ok(0)),
            (503, "text/html", "7", Err("unavailable")),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("content-type", HeaderValue::from_static(media_type));
            headers.insert("content-length", HeaderValue::from_static(length));
            let status = StatusCode::from_u16(status).unwrap();
            let response = Response { status, headers, body: "".into(), url: "https://a.example/".parse().unwrap() };
            let got = size_bytes(&response, Timestamp(0)).map_err(|error| error.code);
            assert_eq!(got, expected, "{status} {media_type} {length}");
        }
    }
}
