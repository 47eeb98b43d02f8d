//! One-time passwords, as authenticator apps show them.

use super::credentials::keys::OneTimeSecret;
use super::signing::Algorithm;
use node_sdk::flow::Item;
use node_sdk::{Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// # One-time password
///
/// Makes the password an authenticator app would show (TOTP).
///
/// For services that a flow signs in to and that ask for a second factor. The password comes out as `token`, and
/// `secondsRemaining` tells how long it is still good for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Totp {
    /// What the password is worked out with; nearly all services use SHA-1.
    #[serde(default = "sha1")]
    #[schemars(extend("x-group" = "Advanced"))]
    algorithm: Algorithm,
    /// How many digits it has.
    #[serde(default = "six")]
    #[schemars(range(min = 6, max = 10), extend("x-group" = "Advanced"))]
    digits: u32,
    /// # Period
    ///
    /// How many seconds a password is good for.
    #[serde(default = "thirty")]
    #[schemars(range(min = 1, max = 3_600), extend("x-group" = "Advanced"))]
    period_s: u32,
    /// # Keep other fields
    ///
    /// The password is added to the fields of the item.
    #[serde(default)]
    keep: bool,
}

fn sha1() -> Algorithm {
    Algorithm::Sha1
}

fn six() -> u32 {
    6
}

fn thirty() -> u32 {
    30
}

#[async_trait]
impl HeavyNode for Totp {
    fn check(&self) -> Result<(), NodeError> {
        let invalid = |parameter: &str, message: &str| {
            Err(NodeError::permanent("parameter_invalid", message, "Choose another number.").at(parameter))
        };
        if !(6..=10).contains(&self.digits) {
            return invalid("digits", "A one-time password has 6 to 10 digits.");
        }
        if !(1..=3_600).contains(&self.period_s) {
            return invalid("period_s", "A one-time password is good for 1 to 3,600 seconds.");
        }
        Ok(())
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let account: OneTimeSecret = context.services.credential("account").await?.read()?;
        let secret = from_base32(&account.secret)?;
        let now_s = u64::try_from(context.now.0 / 1_000).unwrap_or(0);
        let period_s = u64::from(self.period_s);
        let token = self.password(&secret, now_s / period_s);
        let make = |item: &Item| {
            let mut fields = match &*item.json {
                Value::Object(fields) if self.keep => fields.clone(),
                _ => Map::new(),
            };
            fields.insert("token".into(), token.clone().into());
            fields.insert("secondsRemaining".into(), (period_s - now_s % period_s).into());
            let binary = if self.keep { item.binary.clone() } else { Default::default() };
            Item { json: fields.into(), binary, lineage: Vec::new() }
        };
        Ok(Output::main(context.items().iter().map(make).collect::<Vec<_>>()))
    }
}

impl Totp {
    /// The password of a period (RFC 6238).
    fn password(&self, secret: &[u8], period: u64) -> String {
        let mac = self.algorithm.hmac(secret, &period.to_be_bytes());
        let start = usize::from(mac.last().copied().unwrap_or_default() & 0x0f);
        // Every digest is longer than the 15 + 4 bytes that may be asked for.
        let number = mac[start..start + 4].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) & 0x7fff_ffff;
        format!("{:0width$}", number % 10_u64.pow(self.digits), width = self.digits as usize)
    }
}

/// The bytes of a secret in base 32; blanks, dashes and padding do not matter.
fn from_base32(text: &str) -> Result<Vec<u8>, NodeError> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '=')) {
        let value = match letter.to_ascii_uppercase() {
            letter @ 'A'..='Z' => letter as u32 - 'A' as u32,
            letter @ '2'..='7' => letter as u32 - '2' as u32 + 26,
            _ => return Err(no_secret()),
        };
        bits = (bits << 5 | value) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    if bytes.is_empty() { Err(no_secret()) } else { Ok(bytes) }
}

fn no_secret() -> NodeError {
    let hint = "It has letters A to Z and digits 2 to 7; the service shows it beside the QR code.";
    NodeError::permanent("secret_invalid", "The secret of the credential cannot be read.", hint)
}

/// The kind `totp`.
pub fn kind() -> Kind {
    heavy::<Totp>("totp", Group::Data, include_str!("icon.svg")).credential("account", "totp", true).keywords(&[
        "otp",
        "2fa",
        "two factor",
        "authenticator",
        "one-time",
        "password",
        "mfa",
    ])
}
