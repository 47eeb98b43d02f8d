//! Digests, signatures and random values.

use super::random;
use super::signing::keys::PrivateKey;
use super::signing::{Algorithm, Encoding};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use node_sdk::each::of_item;
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, path, values};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// How long a random text may be.
const LENGTH_MAXIMUM: f64 = 65_536.0;

/// # Crypto
///
/// Makes digests, signatures and random values.
///
/// A digest (hash) tells whether two values are the same without showing them. An HMAC also needs a secret, so that only who
/// has it can make one; webhooks are often signed that way.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crypto {
    /// # What
    ///
    /// What is made.
    #[serde(default)]
    mode: Mode,
    /// The value a digest is made of.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["hash", "hmac", "sign"]}, "x-widget" = "multiline", "x-placeholder" = "{{ $json.email }}"))]
    value: Field<Value>,
    /// The name of a file of the item whose content is taken instead of the value.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["hash", "hmac"]}, "x-group" = "Advanced"))]
    file: Field<String>,
    /// How the digest is made.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["hash", "hmac", "sign"]}))]
    algorithm: Algorithm,
    /// The secret both sides know.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["hmac"]}, "x-widget" = "password"))]
    secret: Field<String>,
    /// # Private key
    ///
    /// In PEM: an RSA key, or one of a curve (P-256 for SHA-256, P-384 for SHA-384, P-521 for SHA-512).
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["sign"]}, "x-widget" = "multiline"))]
    private_key: Field<String>,
    /// # Written as
    ///
    /// How the bytes are written.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["hash", "hmac", "sign"]}))]
    encoding: Encoding,
    /// # Kind
    ///
    /// Which random value.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["random"]}))]
    random: Random,
    /// How many letters it has.
    #[serde(default = "thirty_two")]
    #[schemars(range(min = 1, max = 65_536), extend("x-show" = {"random": ["hex", "base64", "ascii"]}))]
    length: Field<f64>,
    /// # Into the field
    ///
    /// The field the result is put in.
    #[serde(default = "data")]
    into: Field<String>,
    /// # Keep files
    ///
    /// The files of the item stay with it.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    files: bool,
    /// # Dots make objects
    ///
    /// Whether a dot in the name of the result leads into an object.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    dots: bool,
}

/// What is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Digest (hash)
    #[default]
    Hash,
    /// # Digest with a secret (HMAC)
    Hmac,
    /// # Signature
    Sign,
    /// # Random value
    Random,
}

/// Which random value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Random {
    /// # UUID
    #[default]
    Uuid,
    /// # Hexadecimal digits
    Hex,
    /// # Letters and digits
    Base64,
    /// # Any ASCII signs
    ///
    /// Also such as cannot be seen.
    Ascii,
}

fn thirty_two() -> Field<f64> {
    Field::Fixed(32.0)
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn yes() -> bool {
    true
}

impl LightNode for Crypto {
    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let count = context.items().len();
        let mut made = Vec::with_capacity(count);
        for (index, item) in context.items().iter().enumerate() {
            let scope = context.scope(index);
            let result = self.made(item, &scope).map_err(|error| of_item(error, index, count))?;
            let into = self.into.get(&scope).map_err(|error| NodeError::from(error).at("into"))?;
            let mut fields = item.json.as_object().cloned().unwrap_or_else(Map::new);
            path::set(&mut fields, &into, self.dots, result.into()).map_err(|error| error.at("into"))?;
            let binary = if self.files { item.binary.clone() } else { Default::default() };
            made.push(Item { json: Value::Object(fields).into(), binary, lineage: Vec::new() });
        }
        Ok(Output::main(made))
    }
}

impl Crypto {
    fn made(&self, item: &Item, scope: &Scope<'_>) -> Result<String, NodeError> {
        let text =
            |field: &Field<String>, name: &str| field.get(scope).map_err(|error| NodeError::from(error).at(name));
        if self.mode == Mode::Random {
            return self.random(scope);
        }
        let file = text(&self.file, "file")?;
        let value = self.value.get(scope).map_err(|error| NodeError::from(error).at("value"))?;
        let data =
            if file.is_empty() || self.mode == Mode::Sign { content(&value) } else { bytes(item, &file)?.into() };
        let bytes = match self.mode {
            Mode::Hmac => self.algorithm.hmac(text(&self.secret, "secret")?.as_bytes(), &data),
            Mode::Sign => {
                let key = PrivateKey::read(&text(&self.private_key, "private_key")?);
                key.and_then(|key| key.sign(self.algorithm, &data)).map_err(|error| error.at("private_key"))?
            }
            Mode::Hash | Mode::Random => self.algorithm.digest(&data),
        };
        Ok(self.encoding.write(&bytes))
    }

    fn random(&self, scope: &Scope<'_>) -> Result<String, NodeError> {
        if self.random == Random::Uuid {
            return uuid();
        }
        let length = self.length.get(scope).map_err(|error| NodeError::from(error).at("length"))?;
        if !(1.0..=LENGTH_MAXIMUM).contains(&length) {
            let message = format!("A random text has between 1 and 65,536 letters, not {length}.");
            return Err(NodeError::permanent("length_invalid", message, "Give another length.").at("length"));
        }
        let length = length as usize;
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let bytes = random::bytes(length)?;
            match self.random {
                Random::Hex => text += &Encoding::Hex.write(&bytes),
                Random::Ascii => text.extend(bytes.iter().map(|byte| char::from(byte & 0x7f))),
                _ => text.extend(STANDARD.encode(bytes).chars().filter(char::is_ascii_alphanumeric)),
            }
        }
        text.truncate(length);
        Ok(text)
    }
}

/// A value as what is signed: texts as they are, lists and objects as JSON.
fn content(value: &Value) -> Cow<'_, [u8]> {
    match value {
        Value::Null => Cow::Borrowed(b""),
        Value::String(text) => Cow::Borrowed(text.as_bytes()),
        Value::Array(_) | Value::Object(_) => value.to_string().into_bytes().into(),
        other => values::text_of(other).into_owned().into_bytes().into(),
    }
}

fn bytes(item: &Item, name: &str) -> Result<Vec<u8>, NodeError> {
    let Some(file) = item.binary.get(name) else {
        let there: Vec<&str> = item.binary.keys().map(String::as_str).collect();
        let hint = if there.is_empty() { "It has no files.".into() } else { format!("It has {}.", there.join(", ")) };
        return Err(NodeError::permanent("file_missing", format!("The item has no file `{name}`."), hint).at("file"));
    };
    STANDARD.decode(file.data.as_bytes()).map_err(|_| {
        let hint = "Read the file again where it comes from.";
        NodeError::permanent("file_damaged", format!("The file `{name}` is damaged."), hint).at("file")
    })
}

/// A random UUID, version 4.
fn uuid() -> Result<String, NodeError> {
    let mut bytes = random::bytes(16)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = Encoding::Hex.write(&bytes);
    Ok(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

/// The kind `crypto`.
pub fn kind() -> Kind {
    light::<Crypto>("crypto", Group::Data, include_str!("icon.svg")).keywords(&[
        "hash",
        "digest",
        "hmac",
        "sign",
        "signature",
        "uuid",
        "random",
        "md5",
        "sha256",
        "password",
        "checksum",
    ])
}
