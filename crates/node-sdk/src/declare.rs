//! How a node kind is declared: `light::<Parameters>("no_op", …)` and what may
//! be said on top of it.
//!
//! The doc comment of the parameter struct is the text of the kind: its `#`
//! heading the title, its first paragraph the summary, all below it the docs.

use crate::catalog::{CallbackRequest, Kind, Prepared, Receipt};
use crate::credential::Credential;
use crate::descriptor::{Descriptor, Group};
use crate::error::NodeError;
use crate::message_preview::MessageFields;
use crate::trigger::TriggerNode;
use crate::{HeavyNode, LightNode, read, schema};
use flow::kind::{CredentialSlot, KindSpec, Ports, Role, Weight};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// How long an attempt may take if neither node nor kind say, in milliseconds.
const TIMEOUT_MS: u64 = 30_000;

/// A kind that works in memory.
pub fn light<P>(name: &'static str, group: Group, icon: &'static str) -> Kind
where
    P: LightNode + DeserializeOwned + JsonSchema + 'static,
{
    declare::<P>(name, group, icon, Role::Action, Weight::Light, |parameters| {
        let node = read::parameters::<P>(parameters)?;
        node.check()?;
        Ok(Prepared::Light(Box::new(node)))
    })
}

/// A kind that reaches outside.
pub fn heavy<P>(name: &'static str, group: Group, icon: &'static str) -> Kind
where
    P: HeavyNode + DeserializeOwned + JsonSchema + 'static,
{
    declare::<P>(name, group, icon, Role::Action, Weight::Heavy, |parameters| {
        let node = read::parameters::<P>(parameters)?;
        node.check()?;
        Ok(Prepared::Heavy(Box::new(node)))
    })
}

/// A kind that starts runs.
pub fn trigger<P>(name: &'static str, icon: &'static str) -> Kind
where
    P: TriggerNode + DeserializeOwned + JsonSchema + 'static,
{
    declare::<P>(name, Group::Trigger, icon, Role::Trigger, Weight::Light, |parameters| {
        let node = read::parameters::<P>(parameters)?;
        node.subscriptions()?;
        Ok(Prepared::Trigger(Box::new(node)))
    })
}

impl Kind {
    /// Further words people search for.
    #[must_use]
    pub fn keywords(mut self, keywords: &'static [&'static str]) -> Self {
        self.descriptor.keywords = keywords;
        self
    }

    /// Other input ports than the one usual port.
    #[must_use]
    pub fn inputs(mut self, inputs: Ports) -> Self {
        self.descriptor.spec.inputs = inputs;
        self
    }

    /// Other output ports than the one usual port.
    #[must_use]
    pub fn outputs(mut self, outputs: Ports) -> Self {
        self.descriptor.spec.outputs = outputs;
        self
    }

    /// A credential the node can use.
    #[must_use]
    pub fn credential(mut self, slot: &str, credential: &str, required: bool) -> Self {
        let slot = CredentialSlot { slot: slot.into(), credential: credential.into(), required };
        self.descriptor.spec.credentials.push(slot);
        self
    }

    /// It changes something outside that should not happen twice.
    #[must_use]
    pub fn effect(mut self) -> Self {
        self.descriptor.effect = true;
        self
    }

    /// The other side can be asked whether its effect took place, where its parameters say how.
    #[must_use]
    pub fn looks_up(mut self) -> Self {
        self.descriptor.looks_up = true;
        self
    }

    /// It only stands for something that does not exist here.
    #[must_use]
    pub fn inert(mut self) -> Self {
        self.descriptor.inert = true;
        self
    }

    /// It sends messages.
    #[must_use]
    pub fn message(mut self, message: MessageFields) -> Self {
        self.descriptor.message = Some(message);
        self
    }

    /// How long one attempt may take if the node does not say.
    #[must_use]
    pub fn timeout_ms(mut self, timeout_ms: u64) -> Self {
        self.descriptor.timeout_ms = timeout_ms;
        self
    }

    /// Reads call-backs of the provider, verified with the credential in `slot`.
    #[must_use]
    pub fn receipts(
        mut self,
        slot: &'static str,
        read: fn(&CallbackRequest<'_>, &Credential) -> Result<Receipt, NodeError>,
    ) -> Self {
        self.receipt = Some((slot, read));
        self
    }
}

pub(crate) fn declare<P: JsonSchema>(
    name: &'static str,
    group: Group,
    icon: &'static str,
    role: Role,
    weight: Weight,
    prepare: fn(&Map<String, Value>) -> Result<Prepared, NodeError>,
) -> Kind {
    let schema::Described { title, docs, parameters } = schema::describe::<P>();
    let inputs = if role == Role::Trigger { Ports::none() } else { Ports::main() };
    let spec = KindSpec {
        name: name.into(),
        version: 1,
        role,
        weight,
        inputs,
        outputs: Ports::main(),
        parameters,
        credentials: Vec::new(),
        container: None,
        control: None,
    };
    let summary = docs.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let descriptor = Descriptor {
        spec,
        title,
        summary,
        docs,
        group,
        icon,
        keywords: &[],
        effect: false,
        looks_up: false,
        inert: false,
        message: None,
        timeout_ms: TIMEOUT_MS,
    };
    Kind { descriptor, prepare, receipt: None }
}
