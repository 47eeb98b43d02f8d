//! Signs, checks and reads JSON Web Tokens.

mod token;

use super::credentials::keys::TokenKey;
use node_sdk::each::of_item;
use node_sdk::expression::Scope;
use node_sdk::flow::{Item, Timestamp};
use node_sdk::{Field, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use token::{Algorithm, Token};

/// # JWT
///
/// Signs, checks and reads JSON Web Tokens.
///
/// A token holds claims, such as who somebody is, and a signature over them. Anybody can read a token; only “Verify” tells
/// whether it is genuine and still valid.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jwt {
    /// # What
    ///
    /// What is done.
    #[serde(default)]
    mode: Mode,
    /// What the token says, as JSON.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["sign"]}, "x-placeholder" = "{ \"sub\": \"{{ $json.id }}\" }"))]
    claims: JsonField,
    /// # Valid for
    ///
    /// Seconds until the token expires. Empty: it does not.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["sign"]}))]
    expires_in_s: Field<Option<f64>>,
    /// # Valid from
    ///
    /// Seconds from now until the token becomes valid. Empty: at once.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["sign"]}, "x-group" = "Advanced"))]
    not_before_s: Field<Option<f64>>,
    /// # Key id
    ///
    /// The name of the key, for whoever checks the token with one of several.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["sign"]}, "x-group" = "Advanced"))]
    key_id: Field<String>,
    /// The token.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["verify", "decode"]}, "x-placeholder" = "{{ $json.token }}"))]
    token: Field<String>,
    /// The algorithm, if not the one of the credential.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    algorithm: Option<Algorithm>,
    /// # Expired tokens too
    ///
    /// A token is accepted after its time.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["verify"]}, "x-group" = "Advanced"))]
    ignore_expiry: bool,
    /// # Early tokens too
    ///
    /// A token is accepted before its time.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["verify"]}, "x-group" = "Advanced"))]
    ignore_not_before: bool,
    /// # Tolerance
    ///
    /// So many seconds the clocks may differ.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["verify"]}, "x-group" = "Advanced"))]
    tolerance_s: Field<f64>,
    /// # With header and signature
    ///
    /// Not only the claims come out.
    #[serde(default)]
    #[schemars(extend("x-show" = {"mode": ["verify", "decode"]}, "x-group" = "Advanced"))]
    whole: bool,
    /// # Keep other fields
    ///
    /// The result is added to the fields of the item.
    #[serde(default)]
    keep: bool,
}

/// What is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// # Sign
    #[default]
    Sign,
    /// # Verify
    Verify,
    /// # Read, without checking
    Decode,
}

#[async_trait]
impl HeavyNode for Jwt {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let key = match self.mode {
            Mode::Decode => None,
            Mode::Sign | Mode::Verify => Some(context.services.credential("key").await?.read::<TokenKey>()?),
        };
        let count = context.items().len();
        let mut made = Vec::with_capacity(count);
        for (index, item) in context.items().iter().enumerate() {
            let scope = context.scope(index);
            let now_s = context.now.0 / 1_000;
            let result = self.result(&scope, key.as_ref(), now_s).map_err(|error| of_item(error, index, count))?;
            let mut fields = match &*item.json {
                Value::Object(fields) if self.keep => fields.clone(),
                _ => Map::new(),
            };
            fields.extend(result);
            let binary = if self.keep { item.binary.clone() } else { Default::default() };
            made.push(Item { json: fields.into(), binary, lineage: Vec::new() });
        }
        Ok(Output::main(made))
    }
}

impl Jwt {
    fn result(&self, scope: &Scope<'_>, key: Option<&TokenKey>, now_s: i64) -> Result<Map<String, Value>, NodeError> {
        let text =
            |field: &Field<String>, name: &str| field.get(scope).map_err(|error| NodeError::from(error).at(name));
        let Some(key) = key else {
            let token = Token::read(&text(&self.token, "token")?).map_err(|error| error.at("token"))?;
            return Ok(self.shown(token));
        };
        let algorithm = match self.algorithm {
            Some(algorithm) => algorithm,
            None => Algorithm::named(&key.algorithm)?,
        };
        if self.mode == Mode::Sign {
            let token = token::signed(algorithm, key, &text(&self.key_id, "key_id")?, self.all_claims(scope, now_s)?)?;
            return Ok([("token".to_owned(), token.into())].into_iter().collect());
        }
        let tolerance_s = self.tolerance_s.get(scope).map_err(|error| NodeError::from(error).at("tolerance_s"))?;
        let text = text(&self.token, "token")?;
        let token = Token::read(&text).map_err(|error| error.at("token"))?;
        token.verify(&text, algorithm, key)?;
        let times = token::Times { now_s: now_s as f64, tolerance_s };
        token.check_times(&times, !self.ignore_expiry, !self.ignore_not_before)?;
        Ok(self.shown(token))
    }

    fn all_claims(&self, scope: &Scope<'_>, now_s: i64) -> Result<Map<String, Value>, NodeError> {
        let Value::Object(mut claims) = self.claims.get(scope).map_err(|error| error.at("claims"))? else {
            let hint = "Write them in braces: `{ \"sub\": \"value\" }`.";
            return Err(NodeError::permanent("claims_invalid", "The claims are no object.", hint).at("claims"));
        };
        claims.entry("iat").or_insert(now_s.into());
        for (claim, field, name) in
            [("nbf", &self.not_before_s, "not_before_s"), ("exp", &self.expires_in_s, "expires_in_s")]
        {
            if let Some(seconds) = field.get(scope).map_err(|error| NodeError::from(error).at(name))? {
                claims.insert(claim.to_owned(), (now_s + seconds as i64).into());
            }
        }
        Ok(claims)
    }

    fn shown(&self, token: Token) -> Map<String, Value> {
        let shown = if self.whole {
            json!({"header": token.header, "payload": token.payload, "signature": token.signature_text})
        } else {
            json!({"payload": token.payload})
        };
        shown.as_object().cloned().unwrap_or_default()
    }
}

/// What a token says that was signed with this key and is valid now.
pub(crate) fn claims(key: &TokenKey, text: &str, now: Timestamp) -> Result<Value, NodeError> {
    let token = Token::read(text)?;
    token.verify(text, Algorithm::named(&key.algorithm)?, key)?;
    token.check_times(&token::Times { now_s: now.0 as f64 / 1_000.0, tolerance_s: 0.0 }, true, true)?;
    Ok(token.payload)
}

/// The kind `jwt`.
pub fn kind() -> Kind {
    heavy::<Jwt>("jwt", Group::Data, include_str!("icon.svg")).credential("key", "token_key", false).keywords(&[
        "token",
        "json web token",
        "sign",
        "verify",
        "decode",
        "claims",
        "bearer",
        "authentication",
    ])
}
