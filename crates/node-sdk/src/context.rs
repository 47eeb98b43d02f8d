//! What a node may know and use while it works.

use crate::credential::Credential;
use crate::data::Data;
use crate::error::NodeError;
use crate::events::Events;
use crate::folder::Folder;
use async_trait::async_trait;
use expression::{Scope, World};
use flow::{Items, Timestamp};
use std::net::SocketAddr;

/// What a light node may know.
pub struct LightContext<'a> {
    /// Items by input port index; ports without a taken arrow are empty.
    pub inputs: &'a [Items],
    /// What expressions can see besides the current item.
    pub world: &'a dyn World,
    /// Now.
    pub now: Timestamp,
    /// The items of the first input that are worked on, if not all, and the place of their first.
    part: Option<(Items, usize)>,
}

impl<'a> LightContext<'a> {
    /// A context with these items by input port.
    pub fn new(inputs: &'a [Items], world: &'a dyn World, now: Timestamp) -> Self {
        Self { inputs, world, now, part: None }
    }

    /// The same with one item of those that are worked on; expressions still see all.
    pub fn of_item(&self, index: usize) -> Self {
        let item = self.items().get(index).cloned();
        self.of_part(item.into_iter().collect(), self.first() + index)
    }

    /// The same with a part of the first input to work on, whose first item stands
    /// there at this place; expressions still see all.
    pub fn of_part(&self, items: Items, first: usize) -> Self {
        Self { part: Some((items, first)), ..Self::new(self.inputs, self.world, self.now) }
    }

    /// The items of the first input that are worked on.
    pub fn items(&self) -> &Items {
        match &self.part {
            Some((items, _)) => items,
            None => self.all(),
        }
    }

    /// The place in the first input of the first item that is worked on.
    pub fn first(&self) -> usize {
        self.part.as_ref().map_or(0, |(_, first)| *first)
    }

    /// The place of the item that is worked on, if it is one of several; None if all are.
    pub fn only(&self) -> Option<usize> {
        self.part.as_ref().filter(|(items, _)| items.len() == 1).map(|(_, place)| *place)
    }

    /// What an expression sees for item `index` of those that are worked on.
    pub fn scope(&self, index: usize) -> Scope<'_> {
        Scope::new(self.world, self.all(), self.first() + index)
    }

    fn all(&self) -> &Items {
        static EMPTY: std::sync::LazyLock<Items> = std::sync::LazyLock::new(Items::default);
        self.inputs.first().unwrap_or(&EMPTY)
    }
}

/// What a heavy node may know and use.
pub struct HeavyContext<'a> {
    /// The part it shares with light nodes.
    pub light: LightContext<'a>,
    /// The same over all attempts of this step: `run/node/frame/n`.
    pub idempotency_key: &'a str,
    /// When the attempt is cut off.
    pub deadline: Timestamp,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// The way outside.
    pub services: &'a dyn Services,
}

impl HeavyContext<'_> {
    /// What the server keeps for flows. Fails where nothing is kept.
    pub fn data(&self) -> Result<&dyn Data, NodeError> {
        self.services.data().ok_or_else(|| {
            let message = "Nothing is kept beyond the run here.";
            NodeError::permanent("data_unavailable", message, "Run the flow on the server.")
        })
    }

    /// How long the attempt may take from its start, in milliseconds.
    pub fn time_left_ms(&self) -> u64 {
        u64::try_from(self.deadline.since_ms(self.now)).unwrap_or(0)
    }

    /// The idempotency key of the part of the step that works on item `index`,
    /// in letters that may stand in a header.
    pub fn item_key(&self, index: usize) -> String {
        let mut key = String::new();
        for byte in self.idempotency_key.bytes() {
            if byte.is_ascii_graphic() && byte != b'%' {
                key.push(char::from(byte));
            } else {
                key += &format!("%{byte:02X}");
            }
        }
        format!("{key}/{index}")
    }
}

impl<'a> std::ops::Deref for HeavyContext<'a> {
    type Target = LightContext<'a>;
    fn deref(&self) -> &LightContext<'a> {
        &self.light
    }
}

/// The way outside, with addresses vetted.
#[async_trait]
pub trait Services: Send + Sync {
    /// The HTTP client; it connects only to vetted addresses and vets each redirect.
    fn http(&self) -> &outbound::Client;

    /// Addresses of a host that may be connected to, for protocols other than HTTP.
    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NodeError>;

    /// The credential in this slot, opened for this call. Fails with a clear
    /// error if none is chosen or it was deleted.
    async fn credential(&self, slot: &str) -> Result<Credential, NodeError>;

    /// An address at which the provider may call back about this step; None if
    /// the server has no public address.
    fn callback_url(&self) -> Option<String>;

    /// The events of the workspace; None where nothing may be sent, such as in a rehearsal.
    fn events(&self) -> Option<&dyn Events> {
        None
    }

    /// What the server keeps for flows; None where nothing is kept.
    fn data(&self) -> Option<&dyn Data> {
        None
    }

    /// The folder in which flows may read and write files; None: they may not.
    fn folder(&self) -> Option<Folder> {
        None
    }
}
