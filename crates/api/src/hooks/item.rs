//! The items a webhook request becomes.
//!
//! The fields of a JSON object or a form stand at the top, so `{{ $json.name }}`
//! is what was posted; those of the query stand beside them, where the body has no
//! field of that name. Method, path, query, headers and time stand under
//! `request`, unless there is a field of that name. A JSON array is one item
//! an element; a form with files gives fields and files by their names; any other
//! body is `text`, and what is no text is a file `body`.
//!
//! A webhook may want the request in parts instead: `headers`, `params`, `query`
//! and `body` side by side, always in one item.

use crate::hooks::multipart::Form;
use crate::hooks::{header_pairs, multipart};
use crate::problem::Problem;
use crate::wire::extract::is_json;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flow::item::Binary;
use flow::{Item, Items, Timestamp};
use http::request::Parts;
use http::{HeaderMap, HeaderName, StatusCode, header};
use node_sdk::trigger::RequestItem;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Header fields that are secrets of the caller: they never enter a run.
const HIDDEN: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "webhook-signature"];

/// How a request becomes items.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape<'a> {
    /// What the item looks like.
    pub item: RequestItem,
    /// The header field that proves who called; it does not enter the run.
    pub secret: Option<&'a HeaderName>,
    /// What the variable parts of the path are.
    pub params: &'a [(&'a str, &'a str)],
    /// What the caller's token says.
    pub claims: Option<&'a Value>,
    /// The body also is a file, as it came.
    pub keeps_body: bool,
    /// The name of files; empty: the usual.
    pub file_name: &'a str,
    /// It takes several methods, so the item says which it was.
    pub tells_method: bool,
    /// A draft is called.
    pub is_test: bool,
}

impl Shape<'_> {
    fn file_name<'b>(&'b self, usual: &'b str) -> &'b str {
        if self.file_name.is_empty() { usual } else { self.file_name }
    }

    fn params(&self) -> Map<String, Value> {
        self.params.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
    }
}

/// The items of a request.
pub(crate) fn of_request(
    parts: &Parts,
    body: &[u8],
    shape: &Shape<'_>,
    received_at: Timestamp,
) -> Result<Items, Problem> {
    let mut items = match shape.item {
        RequestItem::Envelope => vec![envelope(parts, body, shape)?],
        RequestItem::Fields => fields(parts, body, shape, received_at)?,
    };
    if shape.keeps_body
        && let Some(first) = items.first_mut()
    {
        let media_type = media_type(&parts.headers);
        let media_type = if media_type.is_empty() { "application/json".to_owned() } else { media_type };
        first.binary.insert(shape.file_name("data").to_owned(), file(media_type, body));
    }
    Ok(items.into())
}

fn file(media_type: String, body: &[u8]) -> Binary {
    Binary { file_name: "body".into(), media_type, size_bytes: body.len() as u64, data: STANDARD.encode(body).into() }
}

/// The fields of the body, with the rest of the request under `request`.
fn fields(parts: &Parts, body: &[u8], shape: &Shape<'_>, received_at: Timestamp) -> Result<Vec<Item>, Problem> {
    let query = pairs(parts.uri.query().unwrap_or_default().as_bytes());
    let mut request = json!({
        "method": parts.method.as_str(),
        "path": parts.uri.path(),
        "query": query,
        "headers": shown_headers(&parts.headers, shape.secret),
        "received_at": received_at,
    });
    if !shape.params.is_empty() {
        request["params"] = shape.params().into();
    }
    if let Some(claims) = shape.claims {
        request["claims"] = claims.clone();
    }
    Ok(match content(&parts.headers, body)? {
        Content::One(value) => vec![Item::new(with_request(value, &query, request))],
        Content::Text(text) => vec![Item::new(with_request(json!({"text": text}), &query, request))],
        Content::Many(values) => {
            values.into_iter().map(|value| Item::new(with_request(value, &query, request.clone()))).collect()
        }
        Content::File(file) => {
            let mut item = Item::new(with_request(json!({}), &query, request));
            item.binary.insert(shape.file_name("body").to_owned(), file);
            vec![item]
        }
        Content::Form(form) => {
            let json = with_request(Value::Object(form.fields), &query, request);
            vec![Item { binary: form.files, ..Item::new(json) }]
        }
    })
}

/// The request in parts.
fn envelope(parts: &Parts, body: &[u8], shape: &Shape<'_>) -> Result<Item, Problem> {
    let (body, files) = match content(&parts.headers, body)? {
        Content::One(value) => (value, BTreeMap::new()),
        Content::Text(text) => (text.into(), BTreeMap::new()),
        Content::Many(values) => (Value::Array(values), BTreeMap::new()),
        Content::File(file) => (json!({}), BTreeMap::from([(shape.file_name("data").to_owned(), file)])),
        Content::Form(mut form) => (Value::Object(std::mem::take(&mut form.fields)), numbered(form, shape.file_name)),
    };
    let mut fields = json!({
        "headers": shown_headers(&parts.headers, shape.secret),
        "params": shape.params(),
        "query": pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        "body": body,
        "webhookUrl": parts.uri.path(),
        "executionMode": if shape.is_test { "test" } else { "production" },
    });
    if shape.tells_method {
        fields["method"] = parts.method.as_str().into();
    }
    if let Some(claims) = shape.claims {
        fields["jwtPayload"] = claims.clone();
    }
    Ok(Item { binary: files, ..Item::new(fields) })
}

/// The files of a form as n8n names them: several of a field are counted from 0, and a
/// name of the author's own is counted over all.
fn numbered(form: Form, own: &str) -> BTreeMap<String, Binary> {
    let Form { mut files, arrived, .. } = form;
    let mut named = BTreeMap::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, (field, key)) in arrived.iter().enumerate() {
        let is_several = field.ends_with("[]") || arrived.iter().filter(|(other, _)| other == field).count() > 1;
        let number = seen.entry(field).or_default();
        let name = match (own, is_several) {
            ("", false) => field.clone(),
            ("", true) => format!("{}{number}", field.trim_end_matches("[]")),
            (own, _) => format!("{own}{place}"),
        };
        *number += 1;
        if let Some(file) = files.remove(key) {
            named.insert(name, file);
        }
    }
    named
}

enum Content {
    One(Value),
    Text(String),
    Many(Vec<Value>),
    File(Binary),
    Form(Form),
}

fn content(headers: &HeaderMap, body: &[u8]) -> Result<Content, Problem> {
    if body.is_empty() {
        return Ok(Content::One(json!({})));
    }
    let media_type = media_type(headers);
    if is_json(headers) || media_type == "text/json" {
        return read_json(body);
    }
    if media_type == "application/x-www-form-urlencoded" {
        return Ok(Content::One(Value::Object(pairs(body))));
    }
    if media_type == "multipart/form-data" {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        return multipart::read(content_type, body).map(Content::Form).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "not_multipart", "The parts of the body cannot be read.".to_owned())
        });
    }
    // Many callers do not say what they send; what reads as an object is one.
    if media_type.is_empty()
        && let Ok(content) = read_json(body)
    {
        return Ok(content);
    }
    Ok(match std::str::from_utf8(body) {
        Ok(text) if !text.contains('\0') => Content::Text(text.to_owned()),
        _ => Content::File(file(
            if media_type.is_empty() { "application/octet-stream".into() } else { media_type },
            body,
        )),
    })
}

fn read_json(body: &[u8]) -> Result<Content, Problem> {
    let value = serde_json::from_slice(body).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "not_json", format!("The body is not JSON: {error}."))
    })?;
    Ok(match value {
        Value::Array(values) => Content::Many(values),
        value => Content::One(value),
    })
}

fn with_request(value: Value, query: &Map<String, Value>, request: Value) -> Value {
    let mut fields = match value {
        Value::Object(fields) => fields,
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    for (name, value) in query {
        fields.entry(name).or_insert_with(|| value.clone());
    }
    fields.entry("request").or_insert(request);
    Value::Object(fields)
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Fields of a form or query; a name that comes several times is a list.
pub(crate) fn pairs(text: &[u8]) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(text) {
        let value = Value::String(value.into_owned());
        match fields.get_mut(name.as_ref()) {
            None => {
                fields.insert(name.into_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    fields
}

fn shown_headers(headers: &HeaderMap, secret: Option<&HeaderName>) -> Value {
    let is_shown = |name: &str| !HIDDEN.contains(&name) && secret.is_none_or(|secret| secret != name);
    let mut shown: Map<String, Value> = Map::new();
    for (name, value) in header_pairs(headers).into_iter().filter(|(name, _)| is_shown(name)) {
        match shown.get_mut(&name) {
            Some(Value::String(first)) => {
                first.push_str(", ");
                first.push_str(&value);
            }
            _ => {
                shown.insert(name, Value::String(value));
            }
        }
    }
    Value::Object(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(content_type: &str, body: &[u8]) -> Vec<Item> {
        let mut builder =
            http::Request::post("/hooks/orders?q=1&b=2&q=3").header("Cookie", "secret").header("X-Key", "k");
        if !content_type.is_empty() {
            builder = builder.header("content-type", content_type);
        }
        let (parts, ()) = builder.body(()).unwrap().into_parts();
        of_request(&parts, body, &Shape::default(), Timestamp(5)).unwrap().into_vec()
    }

    fn one(content_type: &str, body: &[u8]) -> Value {
        let mut json = items(content_type, body).remove(0).json.into_value();
        let fields = json.as_object_mut().unwrap();
        assert_eq!(fields.remove("q"), Some(json!(["1", "3"])));
        fields.remove("request");
        json
    }

    #[test]
    fn the_body_becomes_the_fields() {
        for (content_type, body, expected) in [
            ("application/json", r#"{"name":"Ada","b":1}"#, json!({"name": "Ada", "b": 1})),
            ("application/json; charset=utf-8", r#"{"n":1}"#, json!({"n": 1, "b": "2"})),
            ("application/vnd.api+json", r#"{"n":1}"#, json!({"n": 1, "b": "2"})),
            ("application/json", "7", json!({"value": 7, "b": "2"})),
            ("application/json", "", json!({"b": "2"})),
            ("", r#"{"n":1}"#, json!({"n": 1, "b": "2"})),
            ("", "hello", json!({"text": "hello", "b": "2"})),
            ("text/plain", r#"{"n":1}"#, json!({"text": "{\"n\":1}", "b": "2"})),
            ("application/x-www-form-urlencoded", "a=1&a=2&b=x%20y", json!({"a": ["1", "2"], "b": "x y"})),
            (
                "multipart/form-data; boundary=x",
                "--x\r\nContent-Disposition: form-data; name=n\r\n\r\n1\r\n--x--\r\n",
                json!({"n": "1", "b": "2"}),
            ),
        ] {
            assert_eq!(one(content_type, body.as_bytes()), expected, "{content_type} {body}");
        }
    }

    #[test]
    fn a_list_is_one_item_an_element() {
        let found = items("application/json", br#"[{"n":1},{"n":2,"request":"own"},3]"#);
        let values: Vec<&Value> = found.iter().map(|item| &*item.json).collect();
        assert_eq!(values.len(), 3);
        assert_eq!((&values[0]["n"], &values[0]["request"]["method"]), (&json!(1), &json!("POST")));
        assert_eq!(values[1]["request"], "own");
        assert_eq!(values[2]["value"], 3);
    }

    #[test]
    fn the_request_stands_beside_without_secrets() {
        let found = items("application/json", b"{}").remove(0).json;
        assert_eq!(
            found["request"],
            json!({
                "method": "POST", "path": "/hooks/orders", "query": {"q": ["1", "3"], "b": "2"},
                "headers": {"x-key": "k", "content-type": "application/json"}, "received_at": 5,
            })
        );
    }

    #[test]
    fn what_proves_the_caller_is_left_out() {
        let request = http::Request::get("/hooks/x").header("X-Key", "k").header("Accept", "*/*").body(()).unwrap();
        let secret = HeaderName::from_static("x-key");
        let shape = Shape { secret: Some(&secret), ..Shape::default() };
        let found = of_request(&request.into_parts().0, b"", &shape, Timestamp(5)).unwrap();
        assert_eq!(found[0].json["request"]["headers"], json!({"accept": "*/*"}));
    }

    #[test]
    fn bytes_that_are_no_text_are_a_file() {
        let found = items("image/png", &[0x89, b'P', 0]).remove(0);
        assert_eq!(found.binary["body"].media_type, "image/png");
        assert_eq!(found.binary["body"].size_bytes, 3);
    }

    #[test]
    fn a_request_can_stand_in_parts() {
        let request = http::Request::post("/hooks/x?a=1").header("content-type", "application/json").body(()).unwrap();
        let parts = request.into_parts().0;
        let shape = Shape { item: RequestItem::Envelope, ..Shape::default() };
        let found = of_request(&parts, b"[1, 2]", &shape, Timestamp(5)).unwrap();
        let expected = json!({
            "headers": {"content-type": "application/json"}, "params": {}, "query": {"a": "1"}, "body": [1, 2],
            "webhookUrl": "/hooks/x", "executionMode": "production",
        });
        assert_eq!((found.len(), Value::from(found[0].json.clone())), (1, expected));
    }

    #[test]
    fn a_request_in_parts_has_what_was_said_of_it() {
        let own = [("id", "7")];
        let claims = json!({"sub": "ada"});
        let shape = Shape {
            item: RequestItem::Envelope,
            params: &own,
            claims: Some(&claims),
            keeps_body: true,
            is_test: true,
            ..Shape::default()
        };
        let request = http::Request::post("/hooks/test/x/7").header("content-type", "text/plain").body(()).unwrap();
        let found = of_request(&request.into_parts().0, b"hello", &shape, Timestamp(5)).unwrap();
        let json = Value::from(found[0].json.clone());
        assert_eq!(
            (&json["params"], &json["body"], &json["jwtPayload"]),
            (&json!({"id": "7"}), &json!("hello"), &claims)
        );
        assert_eq!(json["executionMode"], "test");
        let kept = &found[0].binary["data"];
        assert_eq!((&*kept.data, kept.media_type.as_str()), ("aGVsbG8=", "text/plain"));
    }

    #[test]
    fn files_of_a_form_are_counted() {
        let part = |field: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"f\"\r\n\r\n1\r\n")
        };
        let body = format!("{}{}{}{}--x--\r\n", part("one"), part("two"), part("two"), part("three[]"));
        let names = |own: &str| {
            let shape = Shape { item: RequestItem::Envelope, file_name: own, ..Shape::default() };
            let request =
                http::Request::post("/").header("content-type", "multipart/form-data; boundary=x").body(()).unwrap();
            let found = of_request(&request.into_parts().0, body.as_bytes(), &shape, Timestamp(5)).unwrap();
            found[0].binary.keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(""), "one three0 two0 two1");
        assert_eq!(names("file"), "file0 file1 file2 file3");
    }

    #[test]
    fn broken_json_is_refused() {
        let request = http::Request::post("/").header("content-type", "application/json").body(()).unwrap();
        assert!(of_request(&request.into_parts().0, b"{", &Shape::default(), Timestamp(5)).is_err());
    }
}
