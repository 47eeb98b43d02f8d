//! The JSON Schema of a parameter struct, made ready for the panel.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// What the doc comments and fields of a parameter struct say.
#[derive(Debug)]
pub struct Described {
    /// The heading of the doc comment.
    pub title: String,
    /// The rest of the doc comment, Markdown.
    pub docs: String,
    /// The schema of the fields: an object.
    pub parameters: Value,
}

/// Describes a parameter struct. Every field gets a title, made from its name if
/// its doc comment has no heading. Types are written in place, not by reference,
/// but for those that hold themselves.
pub fn describe<P: JsonSchema>() -> Described {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut parameters = settings.into_generator().into_root_schema_for::<P>().to_value();
    let mut text = |name: &str| match parameters.as_object_mut().and_then(|schema| schema.remove(name)) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let (title, docs) = (text("title"), text("description"));
    entitle(&mut parameters);
    if let Some(schema) = parameters.as_object_mut() {
        schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    }
    Described { title, docs, parameters }
}

/// Gives every property at any depth a title.
fn entitle(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                properties.iter_mut().for_each(|(name, property)| entitle_property(name, property));
            }
            fields.values_mut().for_each(entitle);
        }
        Value::Array(entries) => entries.iter_mut().for_each(entitle),
        _ => {}
    }
}

fn entitle_property(name: &str, property: &mut Value) {
    // `true` is the schema that allows everything; it has no room for a title.
    if *property == Value::Bool(true) {
        *property = Value::Object(Map::new());
    }
    if let Value::Object(property) = property {
        property.entry("title").or_insert_with(|| title_of(name).into());
    }
}

/// `reply_to` → `Reply to`.
fn title_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// # Greet
    ///
    /// Says hello.
    ///
    /// More about it.
    #[derive(serde::Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema matters")]
    struct Greet {
        /// Whom to greet.
        first_name: crate::Field<String>,
        /// # Volume
        ///
        /// How loud.
        #[serde(default)]
        #[schemars(extend("x-group" = "Advanced"))]
        loudness: Option<u8>,
    }

    #[test]
    fn doc_comments_are_the_texts_of_the_panel() {
        let described = describe::<Greet>();
        assert_eq!(described.title, "Greet");
        assert_eq!(described.docs, "Says hello.\n\nMore about it.");
        assert_eq!(described.parameters["additionalProperties"], json!(false));
        assert_eq!(described.parameters["required"], json!(["first_name"]));
        assert_eq!(
            described.parameters["properties"]["first_name"],
            json!({"type": "string", "x-expression": true, "description": "Whom to greet.", "title": "First name"})
        );
        let loudness = &described.parameters["properties"]["loudness"];
        assert_eq!((&loudness["title"], &loudness["x-group"]), (&json!("Volume"), &json!("Advanced")));
    }
}
