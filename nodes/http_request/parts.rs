//! Bodies of several parts, and bodies that are a file.

use crate::files::named;
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Field, NodeError, binary, pairs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// # Part
///
/// A field of a form, or a file that goes along.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The name of the part.
    name: Field<String>,
    /// What is sent.
    #[serde(default = "nothing")]
    value: Field<Value>,
    /// # File
    ///
    /// The name the item has for the file that is sent in place of a value.
    #[serde(default)]
    file: Field<String>,
}

fn nothing() -> Field<Value> {
    Field::Fixed("".into())
}

/// A body of parts, and its content type.
pub fn multipart(parts: &[Part], scope: &Scope<'_>, item: &Item, key: &str) -> Result<(Vec<u8>, String), NodeError> {
    let mut contents = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let at = |name: &str| format!("parts.{place}.{name}");
        let name = named(&part.name, scope, &at("name"))?;
        let file = named(&part.file, scope, &at("file"))?;
        if file.is_empty() {
            let value = part.value.get(scope).map_err(|error| NodeError::from(error).at(at("value")))?;
            let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n", quoted(&name));
            contents.push((head, pairs::text(&value).into_bytes()));
        } else {
            let file = binary::find(item, &file).map_err(|error| error.at(at("file")))?;
            let head = format!(
                "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n",
                quoted(&name),
                quoted(&file.file_name),
                quoted(&file.media_type),
            );
            contents.push((head, binary::bytes(file)?));
        }
    }
    let boundary = boundary(&contents, key);
    let mut body = Vec::new();
    for (head, content) in &contents {
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((body, format!("multipart/form-data; boundary={boundary}")))
}

/// A line that does not come in any part, the same for every try of a step.
fn boundary(contents: &[(String, Vec<u8>)], key: &str) -> String {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    context.update(key.as_bytes());
    contents.iter().for_each(|(_, content)| context.update(content));
    let digest = context.finish();
    let letters: String = digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("towpath-{letters}")
}

/// A name that cannot break out of its quotes.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
