//! Reads and changes variables.

use node_sdk::each::{extended_item, of_item};
use node_sdk::flow::variables::{Deed, VariableScope, check_name};
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Variable
///
/// Reads a variable, or changes it for all runs to come.
///
/// A variable outlives the run. It belongs to this flow, to the workspace, or to the organisation, and everything that runs
/// there sees it: here, and in every field as `{{ $vars.name }}`. **Add to a number** and **append to a list** are done in
/// one go, so two runs at the same time lose nothing of each other, and a run that goes on after a crash does not count
/// twice.
///
/// It works once for each item; the item goes on with the variable's value as a further field.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// # Do
    ///
    /// What is done.
    #[serde(default)]
    operation: Operation,
    /// # Of
    ///
    /// Whose variable it is.
    #[serde(default)]
    scope: Scope,
    /// # Name
    ///
    /// The variable's name: letters, digits and _.
    #[schemars(length(min = 1), extend("x-placeholder" = "last_order"))]
    name: Field<String>,
    /// # Value
    ///
    /// The new value, or the new entry of the list. An expression keeps its type.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text", "x-show" = {"operation": ["set", "append"]}, "x-placeholder" = "{{ $json.id }}"))]
    value: Field<Value>,
    /// # Add
    ///
    /// So much is added; a number below 0 takes away.
    #[serde(default = "one")]
    #[schemars(extend("x-show" = {"operation": ["increment"]}))]
    by: Field<f64>,
    /// # Keep at most
    ///
    /// So many entries stay in the list; the oldest go. 0: all stay, as far as they fit.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["append"]}, "x-group" = "Advanced"))]
    most: u32,
    /// # Into the field
    ///
    /// The field of the item that gets the value. Empty: one of the variable's name.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced", "x-placeholder" = "last_order"))]
    into: Field<String>,
}

/// What is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # Read
    #[default]
    Get,
    /// # Set
    Set,
    /// # Add to a number
    Increment,
    /// # Append to a list
    Append,
    /// # Delete
    Remove,
}

/// Whose variable it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Scope {
    /// # This flow
    #[default]
    Flow,
    /// # The workspace
    Workspace,
    /// # The organisation
    Organisation,
    /// # The nearest (to read only)
    Nearest,
}

impl Scope {
    fn named(self) -> Option<VariableScope> {
        match self {
            Self::Flow => Some(VariableScope::Flow),
            Self::Workspace => Some(VariableScope::Workspace),
            Self::Organisation => Some(VariableScope::Organisation),
            Self::Nearest => None,
        }
    }
}

fn one() -> Field<f64> {
    Field::Fixed(1.0)
}

#[async_trait]
impl HeavyNode for Variable {
    fn check(&self) -> Result<(), NodeError> {
        if let Some(name) = self.name.fixed() {
            check_name(name).map_err(|sentence| bad_name(&sentence))?;
        }
        if self.scope == Scope::Nearest && self.operation != Operation::Get {
            let message = "Only reading looks for the nearest variable.";
            let error = NodeError::permanent("parameter_invalid", message, "Say whose variable it is that is changed.");
            return Err(error.at("scope"));
        }
        Ok(())
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let count = context.items().len();
        let mut items = Vec::with_capacity(count);
        for index in 0..count {
            let (name, value) = self.perform(context, index).await.map_err(|error| of_item(error, index, count))?;
            items.push(extended_item(context, index, [(name.as_str(), value)]));
        }
        Ok(Output::main(items))
    }
}

impl Variable {
    /// The field that gets the value, and the value.
    async fn perform(&self, context: &HeavyContext<'_>, index: usize) -> Result<(String, Value), NodeError> {
        let scope = context.scope(index);
        let name = self.name.get(&scope).map_err(|error| NodeError::from(error).at("name"))?;
        check_name(&name).map_err(|sentence| bad_name(&sentence))?;
        let into = self.into.get(&scope).map_err(|error| NodeError::from(error).at("into"))?;
        let deed = match self.operation {
            Operation::Get => None,
            Operation::Set => Some(Deed::Set(self.value(context, index)?)),
            Operation::Append => {
                let most = usize::try_from(self.most).ok().filter(|most| *most > 0);
                Some(Deed::Append { value: self.value(context, index)?, most })
            }
            Operation::Increment => {
                let by = self.by.get(&scope).map_err(|error| NodeError::from(error).at("by"))?;
                Some(Deed::Increment(by))
            }
            Operation::Remove => Some(Deed::Remove),
        };
        let data = context.data()?;
        let value = match (deed, self.scope.named()) {
            (Some(deed), Some(scope)) => data.change_variable(scope, &name, deed, &context.item_key(index)).await?,
            (_, scope) => data.variable(scope, &name).await?,
        };
        let field = if into.is_empty() { name } else { into };
        Ok((field, value.unwrap_or_default()))
    }

    fn value(&self, context: &HeavyContext<'_>, index: usize) -> Result<Value, NodeError> {
        self.value.get(&context.scope(index)).map_err(|error| NodeError::from(error).at("value"))
    }
}

fn bad_name(sentence: &str) -> NodeError {
    NodeError::permanent("name_invalid", sentence, "Give it another name, such as `last_order`.").at("name")
}

/// The kind `variable`.
pub fn kind() -> Kind {
    heavy::<Variable>("variable", Group::Data, include_str!("icon.svg")).keywords(&[
        "vars",
        "global",
        "store",
        "state",
        "counter",
        "increment",
        "memory",
        "set variable",
        "get variable",
    ])
}
