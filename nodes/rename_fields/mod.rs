//! Gives fields other names.

mod pattern;

use node_sdk::flow::Item;
use node_sdk::{Failing, Field, Group, Kind, LightContext, LightNode, NodeError, Output, light, path};
use pattern::Pattern;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// # Rename fields
///
/// Gives fields other names, one by one or by a pattern.
///
/// Both names may be paths: `person.mail` to `email` moves a field out of an object. A field that gets a new name moves to
/// the end; one that is not there is passed over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameFields {
    /// The fields that get another name.
    #[serde(default)]
    fields: Vec<Rename>,
    /// Patterns for the names of fields, applied after the single names.
    #[serde(default)]
    patterns: Vec<PatternRename>,
}

/// # Field
///
/// A field that gets another name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rename {
    /// # Name
    ///
    /// What it is called now; a path is fine.
    #[schemars(extend("x-placeholder" = "mail"))]
    from: Field<String>,
    /// # New name
    ///
    /// What it shall be called; a path is fine.
    #[schemars(extend("x-placeholder" = "email"))]
    to: Field<String>,
}

/// # Pattern
///
/// Changes all names that match.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PatternRename {
    /// A regular expression. The first place where it matches is replaced.
    #[schemars(length(min = 1), extend("x-placeholder" = "^old_(.*)"))]
    pattern: Field<String>,
    /// # Replace with
    ///
    /// What stands there instead; `$1` is what the first brackets matched.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "new_$1"))]
    replacement: Field<String>,
    /// # Ignore case
    ///
    /// Capital and small letters count as the same.
    #[serde(default)]
    ignore_case: bool,
    /// # Depth
    ///
    /// How many levels down names are changed; 0 is the item itself, -1 has no end.
    #[serde(default = "no_end")]
    #[schemars(range(min = -1))]
    depth: i64,
}

fn no_end() -> i64 {
    -1
}

impl LightNode for RenameFields {
    fn check(&self) -> Result<(), NodeError> {
        for (place, rename) in self.patterns.iter().enumerate() {
            if let Some(pattern) = rename.pattern.fixed() {
                Pattern::new(pattern, rename.ignore_case)
                    .map_err(|error| error.at(format!("patterns.{place}.pattern")))?;
            }
        }
        Ok(())
    }

    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let mut renamed = Vec::with_capacity(context.items().len());
        for (index, item) in context.items().iter().enumerate() {
            let scope = context.scope(index);
            let mut json = (*item.json).clone();
            for (place, rename) in self.fields.iter().enumerate() {
                let at = |name: &str| format!("fields.{place}.{name}");
                let from = rename.from.get(&scope).map_err(|error| NodeError::from(error).at(at("from")))?;
                let to = rename.to.get(&scope).map_err(|error| NodeError::from(error).at(at("to")))?;
                move_field(&item.json, &mut json, &from, &to).map_err(|error| error.at(at("to")))?;
            }
            for (place, rename) in self.patterns.iter().enumerate() {
                let at = |name: &str| format!("patterns.{place}.{name}");
                let source = rename.pattern.get(&scope).map_err(|error| NodeError::from(error).at(at("pattern")))?;
                let with =
                    rename.replacement.get(&scope).map_err(|error| NodeError::from(error).at(at("replacement")))?;
                let pattern = Pattern::new(&source, rename.ignore_case).map_err(|error| error.at(at("pattern")))?;
                rename_inside(&mut json, &pattern, &with, rename.depth);
            }
            renamed.push(Item { json: json.into(), binary: item.binary.clone(), lineage: Vec::new() });
        }
        Ok(Output::main(renamed))
    }
}

/// Moves a field, with the value it had when the item came in.
fn move_field(came_in: &Value, json: &mut Value, from: &str, to: &str) -> Result<(), NodeError> {
    if from.is_empty() || to.is_empty() || from == to {
        return Ok(());
    }
    if let (Some(value), Some(fields)) = (path::get(came_in, from, true), json.as_object_mut()) {
        path::set(fields, to, true, value.clone())?;
        path::remove(json, from, true);
    }
    Ok(())
}

/// Changes the names in a value; a depth of 0 is the last level.
fn rename_inside(json: &mut Value, pattern: &Pattern, with: &str, depth: i64) {
    match json {
        Value::Array(entries) if depth != 0 => {
            entries.iter_mut().for_each(|entry| rename_inside(entry, pattern, with, depth - 1));
        }
        Value::Object(fields) => {
            if depth != 0 {
                fields.values_mut().for_each(|value| rename_inside(value, pattern, with, depth - 1));
            }
            rename_each(fields, pattern, with);
        }
        _ => {}
    }
}

fn rename_each(fields: &mut Map<String, Value>, pattern: &Pattern, with: &str) {
    let names: Vec<String> = fields.keys().cloned().collect();
    for name in names {
        let Some(new) = pattern.replaced(&name, with).filter(|new| *new != name) else { continue };
        if let Some(value) = fields.shift_remove(&name) {
            fields.insert(new, value);
        }
    }
}

/// The kind `rename_fields`.
pub fn kind() -> Kind {
    light::<RenameFields>("rename_fields", Group::Data, include_str!("icon.svg"))
        .keywords(&["keys", "map", "move", "regex", "columns", "header"])
}
