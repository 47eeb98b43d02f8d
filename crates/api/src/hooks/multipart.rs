//! Bodies of several parts, as web forms with files send them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flow::item::Binary;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Bodies with more parts are refused; real forms have a few.
const MOST_PARTS: usize = 1_000;

/// The fields and files of a form.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Fields; a name that comes several times is a list.
    pub fields: Map<String, Value>,
    /// Files by the name of their field; further ones of a name have a number.
    pub files: BTreeMap<String, Binary>,
    /// The files in the order they came: the name of the field and that in `files`.
    pub arrived: Vec<(String, String)>,
}

/// Reads a body; None if it is not what its type says.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Option<Form> {
    let marker = format!("--{}", parameter(content_type, "boundary")?).into_bytes();
    let mut form = Form::default();
    let mut rest = body.get(find(body, &marker)? + marker.len()..)?;
    for _ in 0..MOST_PARTS {
        if rest.starts_with(b"--") {
            return Some(form);
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let mut end_marker = b"\r\n".to_vec();
        end_marker.extend_from_slice(&marker);
        let end = find(part, &end_marker)?;
        form.add(&part[..end])?;
        rest = &part[end + end_marker.len()..];
    }
    None
}

impl Form {
    fn add(&mut self, part: &[u8]) -> Option<()> {
        let (head, content) = match part.strip_prefix(b"\r\n") {
            Some(content) => (&b""[..], content),
            None => {
                let end = find(part, b"\r\n\r\n")?;
                (&part[..end], &part[end + 4..])
            }
        };
        let head = String::from_utf8_lossy(head);
        let header = |wanted: &str| {
            head.split("\r\n").find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
            })
        };
        let disposition = header("content-disposition")?;
        let name = parameter(&disposition, "name")?;
        match parameter(&disposition, "filename") {
            // A field for a file that was left empty.
            Some(file_name) if file_name.is_empty() && content.is_empty() => {}
            Some(file_name) => {
                let media_type = header("content-type").unwrap_or_else(|| "application/octet-stream".into());
                self.add_file(&name, &file_name, media_type, content);
            }
            None => self.add_field(name, String::from_utf8_lossy(content).into_owned()),
        }
        Some(())
    }

    fn add_field(&mut self, name: String, text: String) {
        match self.fields.get_mut(&name) {
            None => drop(self.fields.insert(name, text.into())),
            Some(Value::Array(values)) => values.push(text.into()),
            Some(first) => *first = json!([first.take(), text]),
        }
    }

    fn add_file(&mut self, field: &str, file_name: &str, media_type: String, content: &[u8]) {
        let is_free = |name: &String| !self.files.contains_key(name);
        let mut names =
            std::iter::once(field.to_owned()).chain((1..=MOST_PARTS).map(|number| format!("{field}_{number}")));
        let Some(name) = names.find(is_free) else { return };
        // Some browsers send the whole path.
        let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let file = Binary {
            file_name: if file_name.is_empty() { "file".into() } else { file_name.to_owned() },
            media_type,
            size_bytes: content.len() as u64,
            data: STANDARD.encode(content).into(),
        };
        self.arrived.push((field.to_owned(), name.clone()));
        self.files.insert(name, file);
    }
}

/// A parameter of a header field: `name="a b"` or `name=ab`.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(';').map_or((after, ""), |(value, next)| (value, next)),
        };
        if name.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(wanted) {
            return Some(value.trim().replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = next.trim_start().trim_start_matches(';');
    }
}

/// The place of a sequence of bytes, looked for by its first byte.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut start = 0;
    while let Some(place) = bytes.get(start..)?.iter().position(|byte| *byte == first) {
        if bytes[start + place..].starts_with(wanted) {
            return Some(start + place);
        }
        start += place + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"xx\"";

    #[test]
    fn fields_and_files_are_told_apart() {
        let body = b"preamble\r\n--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xx\r\n\
            content-disposition: form-data; name=a\r\n\r\n2\r\n--xx\r\n\
            Content-Disposition: form-data; name=\"doc\"; filename=\"C:\\x\\a%22.txt\"\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x\r\n--xx\r\n\
            Content-Disposition: form-data; name=\"doc\"; filename=\"b\"\r\n\r\n\r\n--xx\r\n\
            Content-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\r\n--xx--\r\n";
        let form = read(TYPE, body).unwrap();
        assert_eq!(Value::Object(form.fields), json!({"a": ["1", "2"]}));
        let files: Vec<_> = form
            .files
            .iter()
            .map(|(name, file)| (name.as_str(), file.file_name.as_str(), file.media_type.as_str(), file.size_bytes))
            .collect();
        assert_eq!(files, [("doc", "a\".txt", "text/plain", 7), ("doc_1", "b", "application/octet-stream", 0)]);
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let wrong: [(&str, &[u8]); 5] = [
            ("multipart/form-data", b"--xx--"),
            (TYPE, b""),
            (TYPE, b"--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1"),
            (TYPE, b"--xx\r\nnothing\r\n\r\n1\r\n--xx--"),
            (TYPE, b"--xx"),
        ];
        for (content_type, body) in wrong {
            assert!(read(content_type, body).is_none(), "{content_type} {body:?}");
        }
    }
}
