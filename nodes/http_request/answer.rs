//! Makes items of an answer. Pure.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use node_sdk::NodeError;
use node_sdk::answer::excerpt;
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use node_sdk::outbound::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerAs {
    /// # What it says it is
    ///
    /// JSON, text or a file.
    #[default]
    Auto,
    /// # JSON
    Json,
    /// # Text
    Text,
    /// # File
    File,
    /// # Status, headers and body
    Full,
    /// # Body, headers and status code
    ///
    /// The same under the names `body`, `headers`, `statusCode` and `statusMessage`.
    FullResponse,
}

/// What becomes of an answer, and under which names.
pub struct Taken<'a> {
    /// What becomes of it.
    pub wanted: AnswerAs,
    /// The field texts stand in.
    pub text_field: &'a str,
    /// The name files have.
    pub file_field: &'a str,
    /// Whether an item with a file tells of it in its fields.
    pub file_details: bool,
    /// Whether status and headers stand beside it.
    pub with_head: bool,
    /// Whether a list is one item.
    pub whole_lists: bool,
    /// Whether it is taken as flows brought from n8n expect it: by n8n's list of media
    /// types, an empty text as no field, a file beside what the item had.
    pub is_lenient: bool,
    /// Whether what is no JSON although it says so is nothing instead of a failure.
    pub forgives: bool,
    /// Whether a text that is JSON is what it says.
    pub reads_text: bool,
    /// The item that was asked for.
    pub incoming: &'a Item,
}

/// The items of an answer, paired with item `index`.
pub fn items(taken: &Taken<'_>, response: &Response, index: usize) -> Result<Vec<Item>, NodeError> {
    let wanted = match taken.wanted {
        AnswerAs::Auto if taken.is_lenient => listed(response),
        AnswerAs::Auto => guess(response),
        wanted => wanted,
    };
    let is_broken = wanted == AnswerAs::Json && taken.wanted == AnswerAs::Auto && json_of(response).is_err();
    let mut items = match wanted {
        AnswerAs::Json if taken.is_lenient && taken.forgives && is_broken && !taken.with_head => {
            vec![Item::new(json!({}))]
        }
        AnswerAs::Json if taken.with_head => vec![Item::new(beside_head("body", Some(json_of(response)?), response))],
        AnswerAs::Json if taken.whole_lists => vec![whole(json_of(response)?)],
        AnswerAs::Json if taken.is_lenient && json_of(response)?.is_null() => vec![Item::new(json!({}))],
        AnswerAs::Json => json_items(json_of(response)?),
        AnswerAs::Text => vec![Item::new(text_fields(taken, response))],
        AnswerAs::File => vec![file_item(response, taken)],
        AnswerAs::Auto | AnswerAs::Full => vec![Item::new(full(response))],
        AnswerAs::FullResponse => vec![Item::new(full_response(response))],
    };
    items.iter_mut().for_each(|item| item.lineage = paired(index));
    Ok(items)
}

/// A list as one item: its entries are what expressions see as `$json[0]`.
fn whole(value: Value) -> Item {
    if value.is_array() { Item::new(value) } else { Item::new(object(value)) }
}

fn text_fields(taken: &Taken<'_>, response: &Response) -> Value {
    let text = text_value(taken, String::from_utf8_lossy(&response.body).into_owned());
    let text = Some(text).filter(|text| text != "" || !taken.is_lenient);
    if taken.with_head {
        return beside_head(taken.text_field, text, response);
    }
    Value::Object(text.into_iter().map(|text| (taken.text_field.to_owned(), text)).collect())
}

/// A text as it stands in its field. In n8n one that is JSON has been read: what is no
/// object or list is then what it says, the others are written anew.
fn text_value(taken: &Taken<'_>, text: String) -> Value {
    let is_read = taken.reads_text || (taken.is_lenient && taken.wanted == AnswerAs::Text);
    match serde_json::from_str(&text).ok().filter(|_: &Value| is_read) {
        Some(value @ (Value::Object(_) | Value::Array(_))) if !taken.reads_text => value.to_string().into(),
        Some(value) => value,
        None => text.into(),
    }
}

/// Header fields and status, with the body under a name before them.
fn beside_head(name: &str, body: Option<Value>, response: &Response) -> Value {
    let mut fields: Map<String, Value> = body.into_iter().map(|body| (name.to_owned(), body)).collect();
    let (mut headers, _) = head_and_body(response);
    let cookies = response.headers.get_all(http::header::SET_COOKIE).iter();
    let cookies: Value = cookies.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    if let Some(field) = headers.get_mut("set-cookie") {
        *field = cookies;
    }
    fields.insert("headers".into(), headers.into());
    fields.insert("statusCode".into(), response.status.as_u16().into());
    fields.insert("statusMessage".into(), response.status.canonical_reason().unwrap_or_default().into());
    Value::Object(fields)
}

fn guess(response: &Response) -> AnswerAs {
    let media_type = media_type(response);
    let is_json = media_type == "application/json" || media_type.ends_with("+json");
    if is_json && !response.body.is_empty() {
        return AnswerAs::Json;
    }
    let is_text = media_type.starts_with("text/")
        || media_type.ends_with("+xml")
        || ["application/xml", "application/x-www-form-urlencoded", "application/javascript"]
            .contains(&media_type.as_str());
    match std::str::from_utf8(&response.body) {
        Err(_) if !is_text => AnswerAs::File,
        // Systems that do not say what they answer mostly answer JSON.
        Ok(text) if media_type.is_empty() && serde_json::from_str::<Value>(text).is_ok() => AnswerAs::Json,
        Ok(_) if !is_text && !media_type.is_empty() && !response.body.is_empty() => AnswerAs::File,
        _ => AnswerAs::Text,
    }
}

/// The media types n8n takes for files, or how they begin.
const FILES: [&str; 22] = [
    "image/",
    "audio/",
    "video/",
    "application/octet-stream",
    "application/gzip",
    "application/zip",
    "application/vnd.rar",
    "application/epub+zip",
    "application/x-bzip",
    "application/x-bzip2",
    "application/x-cdf",
    "application/vnd.amazon.ebook",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-fontobject",
    "application/vnd.oasis.opendocument.presentation",
    "application/pdf",
    "application/x-tar",
    "application/vnd.visio",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/x-7z-compressed",
];

/// What n8n takes an answer for: by what it says it is alone.
fn listed(response: &Response) -> AnswerAs {
    let media_type = media_type(response);
    match media_type.as_str() {
        "application/json" => AnswerAs::Json,
        kind if FILES.iter().any(|file| kind.starts_with(file)) => AnswerAs::File,
        _ => AnswerAs::Text,
    }
}

/// The media type without its parameters, in lower case.
fn media_type(response: &Response) -> String {
    let value = response.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn json_of(response: &Response) -> Result<Value, NodeError> {
    if response.body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&response.body).map_err(|error| {
        let message = format!("The answer is not JSON ({error}): {}", excerpt(&response.body));
        NodeError::permanent("answer_not_json", message, "Check the address, or take the answer as text.").at("answer")
    })
}

/// A list becomes an item for each entry; what is no object stands in `value`.
fn json_items(value: Value) -> Vec<Item> {
    match value {
        Value::Array(entries) => entries.into_iter().map(|entry| Item::new(object(entry))).collect(),
        value => vec![Item::new(object(value))],
    }
}

fn object(value: Value) -> Value {
    if value.is_object() { value } else { json!({"value": value}) }
}

fn full(response: &Response) -> Value {
    let (headers, body) = head_and_body(response);
    json!({"status": response.status.as_u16(), "headers": headers, "body": body, "url": response.url.as_str()})
}

fn full_response(response: &Response) -> Value {
    let (headers, body) = head_and_body(response);
    let reason = response.status.canonical_reason().unwrap_or_default();
    json!({"body": body, "headers": headers, "statusCode": response.status.as_u16(), "statusMessage": reason})
}

fn head_and_body(response: &Response) -> (Map<String, Value>, Value) {
    let mut headers = Map::new();
    for name in response.headers.keys() {
        let values =
            response.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        headers.insert(name.to_string(), values.collect::<Vec<_>>().join(", ").into());
    }
    let body = match guess(response) {
        AnswerAs::Json => serde_json::from_slice(&response.body).ok(),
        _ => None,
    };
    let body: Value = body.unwrap_or_else(|| String::from_utf8_lossy(&response.body).into());
    (headers, body)
}

fn file_item(response: &Response, taken: &Taken<'_>) -> Item {
    let media_type = match media_type(response) {
        unknown if unknown.is_empty() && taken.is_lenient => "text/plain".to_owned(),
        unknown if unknown.is_empty() => "application/octet-stream".to_owned(),
        known => known,
    };
    let binary = Binary {
        file_name: file_name(response),
        media_type,
        size_bytes: response.body.len() as u64,
        data: BASE64_STANDARD.encode(&response.body).into(),
    };
    let json = match (taken.with_head, taken.file_details) {
        (true, _) => beside_head("body", None, response),
        (false, true) => {
            json!({"file_name": binary.file_name, "media_type": binary.media_type, "size_bytes": binary.size_bytes})
        }
        (false, false) if taken.is_lenient => Value::from(taken.incoming.json.clone()),
        (false, false) => json!({}),
    };
    let mut item = Item::new(json);
    if taken.is_lenient {
        item.binary = taken.incoming.binary.clone();
    }
    item.binary.insert(taken.file_field.to_owned(), binary);
    item
}

/// The name the answer gives, else the end of the address. Never a path.
fn file_name(response: &Response) -> String {
    let disposition =
        response.headers.get(CONTENT_DISPOSITION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = disposition.split(';').find_map(|part| part.trim().strip_prefix("filename="));
    let given = given.map(|name| name.trim_matches('"'));
    let name = given.or_else(|| response.url.path_segments()?.next_back()).unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    if matches!(name.as_str(), "" | "." | "..") { "file".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, StatusCode};

    fn response(media_type: &'static str, body: &'static [u8]) -> Response {
        let mut headers = HeaderMap::new();
        if !media_type.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        Response {
            status: StatusCode::OK,
            headers,
            body: body.into(),
            url: "https://a.example/x/report.pdf".parse().unwrap(),
        }
    }

    #[test]
    fn guesses_what_an_answer_is() {
        for (media_type, body, expected) in [
            ("application/json; charset=utf-8", b"{}".as_slice(), AnswerAs::Json),
            ("application/problem+json", b"{}", AnswerAs::Json),
            ("application/json", b"", AnswerAs::Text),
            ("", b"[1]", AnswerAs::Json),
            ("", b"hello", AnswerAs::Text),
            ("", b"\xff\xfe", AnswerAs::File),
            ("text/html", b"<p>", AnswerAs::Text),
            ("text/plain", b"\xff", AnswerAs::Text),
            ("application/atom+xml", b"<a/>", AnswerAs::Text),
            ("image/png", b"\x89PNG\xff", AnswerAs::File),
            ("application/pdf", b"%PDF", AnswerAs::File),
            ("image/png", b"", AnswerAs::Text),
        ] {
            assert_eq!(guess(&response(media_type, body)), expected, "{media_type} {body:?}");
        }
    }

    #[test]
    fn a_file_carries_its_bytes_and_a_harmless_name() {
        let usual = Taken {
            wanted: AnswerAs::Auto,
            text_field: "text",
            file_field: "file",
            file_details: true,
            with_head: false,
            whole_lists: false,
            is_lenient: false,
            forgives: false,
            reads_text: false,
            incoming: &Item::default(),
        };
        let mut answer = response("application/pdf", b"%PDF");
        let item = items(&usual, &answer, 3).unwrap().remove(0);
        assert_eq!(&*item.binary["file"].data, "JVBERg==");
        assert_eq!(item.json, json!({"file_name": "report.pdf", "media_type": "application/pdf", "size_bytes": 4}));
        assert_eq!(item.lineage, paired(3));
        for (disposition, name) in [
            ("attachment; filename=\"a b.pdf\"", "a b.pdf"),
            ("attachment; filename=../../etc/passwd", "passwd"),
            ("attachment; filename=\"..\"", "file"),
            ("inline", "report.pdf"),
        ] {
            answer.headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
            assert_eq!(file_name(&answer), name, "{disposition}");
        }
    }

    #[test]
    fn flows_of_n8n_find_what_they_expect() {
        for (media_type, body, expected) in [
            ("application/json; charset=utf-8", b"{}".as_slice(), AnswerAs::Json),
            ("application/problem+json", b"{}", AnswerAs::Text),
            ("", b"[1]", AnswerAs::Text),
            ("application/pdf", b"", AnswerAs::File),
            ("image/svg+xml", b"<svg/>", AnswerAs::File),
            ("application/x-own", b"\xff", AnswerAs::Text),
        ] {
            assert_eq!(listed(&response(media_type, body)), expected, "{media_type}");
        }
        let incoming = Item::new(json!({"id": 7}));
        let taken = Taken {
            wanted: AnswerAs::Auto,
            text_field: "data",
            file_field: "data",
            file_details: false,
            with_head: false,
            whole_lists: false,
            is_lenient: true,
            forgives: true,
            reads_text: false,
            incoming: &incoming,
        };
        let file = items(&taken, &response("image/png", b"x"), 0).unwrap().remove(0);
        assert_eq!((&file.json, file.binary.len()), (&incoming.json, 1));
        let broken = items(&taken, &response("application/json", b"{not"), 0).unwrap().remove(0);
        assert_eq!(broken.json, json!({}));
        let text = |body: &'static [u8], reads_text| {
            let taken = Taken { wanted: AnswerAs::Text, reads_text, ..taken };
            Value::from(items(&taken, &response("text/plain", body), 0).unwrap().remove(0).json)
        };
        assert_eq!(text(b"5", false), json!({"data": 5}));
        assert_eq!(text(b"{ \"a\": 1 }", false), json!({"data": "{\"a\":1}"}));
        assert_eq!(text(b"{ \"a\": 1 }", true), json!({"data": {"a": 1}}));
        let nothing = items(&taken, &response("application/json", b"null"), 0).unwrap().remove(0);
        assert_eq!(nothing.json, json!({}));
    }
}
