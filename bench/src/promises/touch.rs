//! A node that reaches nothing outside, as an effect: what its intents and results cost, and
//! no more.

use async_trait::async_trait;
use node_sdk::{Catalog, Group, HeavyContext, HeavyNode, NodeError, Output};
use schemars::JsonSchema;
use serde::Deserialize;

const ICON: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0" stroke="currentColor"/></svg>"#;

/// # Touch
///
/// Gives what it is given.
#[derive(Deserialize, JsonSchema)]
struct Touch {}

#[async_trait]
impl HeavyNode for Touch {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main(context.items().clone()))
    }
}

/// All nodes, and `touch`.
pub fn catalog() -> Catalog {
    let mut catalog = nodes::catalog();
    catalog.add(node_sdk::heavy::<Touch>("touch", Group::Network, ICON).effect());
    catalog
}
