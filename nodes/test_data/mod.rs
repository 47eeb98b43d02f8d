//! Makes data for trying things out.

mod words;

use super::random;
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use words::Chance;

/// The most that is made for one item.
const COUNT_MOST: f64 = 1_000.0;
/// The longest id.
const LENGTH_MOST: f64 = 1_000.0;

/// # Test data
///
/// Makes people, addresses, numbers and the like for trying a flow out. Nobody of them exists.
///
/// With a seed the same data comes each time. Addresses of mails and sites end in `example.com` and the like, so that
/// nothing reaches anybody.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestData {
    /// # Make
    ///
    /// What is made.
    #[serde(default)]
    make: Make,
    /// # How many
    ///
    /// For each item that comes in.
    #[serde(default = "ten")]
    #[schemars(range(min = 1, max = 1_000))]
    count: Field<f64>,
    /// # As one list
    ///
    /// One item with all of them in the field `generatedItems`, in place of one item each.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    as_list: bool,
    /// The same word gives the same data. Empty: other data each time.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    seed: Field<String>,
    /// # Letters
    ///
    /// The letters an id is made of.
    #[serde(default = "letters")]
    #[schemars(extend("x-show" = {"make": ["nano_id"]}))]
    alphabet: Field<String>,
    /// # Length
    ///
    /// How many letters an id has.
    #[serde(default = "sixteen")]
    #[schemars(extend("x-show" = {"make": ["nano_id"]}))]
    length: Field<f64>,
}

/// What is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Make {
    /// # People
    #[default]
    User,
    /// # Postal addresses
    Address,
    /// # Places on the map
    Coordinates,
    /// # Credit cards
    CreditCard,
    /// # Mail addresses
    Email,
    /// # IPv4 addresses
    #[serde(rename = "ipv4")]
    Ipv4,
    /// # IPv6 addresses
    #[serde(rename = "ipv6")]
    Ipv6,
    /// # MAC addresses
    Mac,
    /// # Short ids
    NanoId,
    /// # Web addresses
    Url,
    /// # UUIDs
    Uuid,
    /// # Versions
    Version,
}

impl LightNode for TestData {
    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let mut made = Vec::new();
        for index in 0..context.items().len() {
            let values = self.of_item(context, index)?;
            let values = if self.as_list { vec![json!({"generatedItems": values})] } else { values };
            made.extend(values.into_iter().map(|value| Item { lineage: paired(index), ..Item::new(value) }));
        }
        Ok(Output::main(made))
    }
}

impl TestData {
    fn of_item(&self, context: &LightContext<'_>, index: usize) -> Result<Vec<Value>, NodeError> {
        let scope = context.scope(index);
        let number = |field: &Field<f64>, name: &str, most: f64| {
            let number = field.get(&scope).map_err(|error| NodeError::from(error).at(name))?;
            let is_fine = (1.0..=most).contains(&number);
            let message = format!("`{name}` is {number}; it may be from 1 to {most}.");
            let wrong = NodeError::permanent("parameter_invalid", message, "Give a number in between.").at(name);
            if is_fine { Ok(number as usize) } else { Err(wrong) }
        };
        let seed = self.seed.get(&scope).map_err(|error| NodeError::from(error).at("seed"))?;
        let alphabet = self.alphabet.get(&scope).map_err(|error| NodeError::from(error).at("alphabet"))?;
        let length = number(&self.length, "length", LENGTH_MOST)?;
        let mut chance = Chance::new(if seed.is_empty() {
            random::below(u64::MAX)?
        } else {
            let digest = Sha256::digest(seed.as_bytes());
            digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
        });
        let letters: Vec<char> = alphabet.chars().collect();
        let count = number(&self.count, "count", COUNT_MOST)?;
        Ok((0..count).map(|_| self.make.one(&mut chance, &letters, length)).collect())
    }
}

impl Make {
    fn one(self, chance: &mut Chance, letters: &[char], length: usize) -> Value {
        match self {
            Self::User => chance.user(),
            Self::Address => chance.address(),
            Self::Coordinates => json!({"location": chance.location()}),
            Self::CreditCard => chance.credit_card(),
            Self::Email => json!({"email": chance.email(), "confirmed": chance.below(2) == 1}),
            Self::Ipv4 => json!({"ip": chance.ipv4()}),
            Self::Ipv6 => json!({"ipv6": chance.ipv6()}),
            Self::Mac => json!({"mac": chance.mac()}),
            Self::NanoId => json!({"nanoId": chance.letters(letters, length)}),
            Self::Url => json!({"url": chance.url()}),
            Self::Uuid => json!({"uuid": chance.uuid()}),
            Self::Version => json!({"version": chance.version()}),
        }
    }
}

fn ten() -> Field<f64> {
    Field::Fixed(10.0)
}

fn sixteen() -> Field<f64> {
    Field::Fixed(16.0)
}

fn letters() -> Field<String> {
    Field::Fixed("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".into())
}

/// The kind `test_data`.
pub fn kind() -> Kind {
    light::<TestData>("test_data", Group::Data, include_str!("icon.svg"))
        .keywords(&["random", "fake", "sample", "dummy", "mock", "generate", "seed", "debug"])
}
