//! An account at Twilio, or at whoever speaks its language.

use super::fields;
use super::http::{Basic, SignIn};
use http::Method;
use node_sdk::answer::{Effect, send_error, status_error};
use node_sdk::flow::Timestamp;
use node_sdk::outbound::Request;
use node_sdk::{Credential, CredentialKind, NodeError, Services, async_trait};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// Fields of `twilio`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// # Account SID
    ///
    /// Begins with AC.
    #[schemars(extend("x-placeholder" = "AC…"))]
    pub account_sid: String,
    /// # Auth token
    ///
    /// Stands beside the Account SID. It also proves that receipts come from Twilio.
    #[schemars(extend("x-secret" = true))]
    pub auth_token: String,
    /// # From
    ///
    /// The number messages come from unless a flow says otherwise, or the SID of a messaging service (begins with MG).
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "+15005550006"))]
    pub from: String,
    /// # Address of the service
    ///
    /// Change it only for another provider that works the same way.
    #[serde(default = "base_url")]
    #[schemars(extend("x-group" = "Advanced"))]
    pub base_url: String,
}

fn base_url() -> String {
    "https://api.twilio.com".into()
}

impl Twilio {
    /// The address of a resource of the account, such as `/Messages.json`.
    pub fn url(&self, resource: &str) -> Result<Url, NodeError> {
        let account = self.account_sid.trim();
        let is_sid = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let base = self.base_url.trim().trim_end_matches('/');
        let url = Url::parse(&format!("{base}/2010-04-01/Accounts/{account}{resource}")).ok();
        url.filter(|url| is_sid && matches!(url.scheme(), "http" | "https")).ok_or_else(|| {
            let message = "The Account SID or the address of the service is not right.";
            NodeError::permanent("credential_invalid", message, "Copy them anew from the provider's console.")
        })
    }

    /// What requests sign in with.
    pub fn sign_in(&self) -> Result<SignIn, NodeError> {
        let (user, password) = (self.account_sid.trim().to_owned(), self.auth_token.trim().to_owned());
        SignIn::basic(&Basic { user, password, hosts: String::new() })
    }
}

/// An account at Twilio.
pub struct TwilioKind;

#[async_trait]
impl CredentialKind for TwilioKind {
    fn name(&self) -> &'static str {
        "twilio"
    }
    fn title(&self) -> &'static str {
        "Twilio account"
    }
    fn icon(&self) -> &'static str {
        include_str!("../send_sms/icon.svg")
    }
    fn docs(&self) -> &'static str {
        include_str!("twilio.md")
    }
    fn parameters(&self) -> Value {
        fields::<Twilio>()
    }
    fn testable(&self) -> bool {
        true
    }
    async fn test(&self, credential: &Credential, services: &dyn Services) -> Result<String, NodeError> {
        let account = credential.read::<Twilio>()?;
        let mut request = Request::new(Method::GET, account.url(".json")?);
        let sign_in = account.sign_in()?;
        request.headers.insert(sign_in.name, sign_in.value);
        let answer = services.http().send(request).await.map_err(|error| send_error(&error, Effect::Reads))?;
        if let Some(error) = status_error(&answer, Timestamp::default()) {
            return Err(error);
        }
        let fields: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let name = fields["friendly_name"].as_str().unwrap_or(&account.account_sid);
        Ok(format!("Signed in to the account “{name}”."))
    }
}
