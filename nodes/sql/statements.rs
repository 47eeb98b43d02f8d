//! The statements of an item: written by the author, or put together.

use super::{Combine, From, Job, Operation};
use databases::{Bound, Condition, Conflict, DatabaseError, Given, Order, Piece, Row, Rows, Select, bind};
use node_sdk::expression::{Part, Scope};
use node_sdk::{Field, HeavyContext, Names, NodeError};
use serde_json::{Map, Value};

impl Job<'_> {
    /// The statements of item `index`.
    pub(super) fn statements(&self, context: &HeavyContext<'_>, index: usize) -> Result<Vec<Bound>, NodeError> {
        let scope = context.scope(index);
        if self.operation == Operation::Query {
            return self.written(&scope);
        }
        let rows = self.rows(&scope)?;
        let built = match self.operation {
            Operation::Select => rows.select(self.dialect, &self.select(&scope)?),
            Operation::Delete => rows.delete(self.dialect, &self.returning(&scope)?),
            _ => {
                let values = self.row(context, index)?;
                let row = Row { values: &values, returning: &self.returning(&scope)? };
                match self.operation {
                    Operation::Update => rows.update(self.dialect, &row, &names(self.match_on, &scope, "match_on")?),
                    _ => rows.insert(self.dialect, &row, &self.conflict(&scope)?),
                }
            }
        };
        built.map(|bound| vec![bound]).map_err(|error| unfit(error, "table"))
    }

    fn written(&self, scope: &Scope<'_>) -> Result<Vec<Bound>, NodeError> {
        let pieces = self.pieces(scope)?;
        let given = self.parameters.get(scope).map_err(|error| error.at("parameters"))?;
        let given = match self.nulled(given) {
            Value::Array(values) => Given::Listed(values.into_iter().map(|value| self.nulled(value)).collect()),
            Value::Object(fields) if !fields.is_empty() => {
                Given::Named(fields.into_iter().map(|(name, value)| (name, self.nulled(value))).collect())
            }
            Value::Null | Value::Object(_) => Given::Listed(Vec::new()),
            value => Given::Listed(vec![value]),
        };
        let bound = bind(self.dialect, &pieces, &given).map_err(|error| unfit(error, "statement"))?;
        if bound.is_empty() {
            let message = "The statement is empty.";
            return Err(NodeError::permanent("statement_empty", message, "Write one.").at("statement"));
        }
        Ok(bound)
    }

    fn pieces(&self, scope: &Scope<'_>) -> Result<Vec<Piece>, NodeError> {
        let template = match self.statement {
            Field::Fixed(text) => return Ok(vec![Piece::Text(text.clone())]),
            Field::Expression(template) => template,
        };
        let mut parts = template.parts(scope).map_err(|error| NodeError::from(error).at("statement"))?;
        if let [Part::Value(value)] = parts.as_mut_slice() {
            return match value.take() {
                Value::String(text) if self.computed => Ok(vec![Piece::Text(text)]),
                _ if self.computed => {
                    let message = "What the expression gives is no text.";
                    Err(NodeError::permanent("statement_invalid", message, "It must give the statement.")
                        .at("statement"))
                }
                _ => {
                    let message = "The whole statement is one expression, so its text could come from anybody.";
                    let hint = "Write the statement and put expressions where its values stand; or switch on that it is computed.";
                    Err(NodeError::permanent("statement_computed", message, hint).at("statement"))
                }
            };
        }
        let piece = |part| match part {
            Part::Text(text) => Piece::Text(text),
            Part::Value(value) => Piece::Value(self.nulled(value)),
        };
        Ok(parts.into_iter().map(piece).collect())
    }

    fn rows(&self, scope: &Scope<'_>) -> Result<Rows, NodeError> {
        let schema = self.schema.map(|schema| text(schema, scope, "schema")).transpose()?;
        let mut conditions = Vec::with_capacity(self.conditions.len());
        for (place, condition) in self.conditions.iter().enumerate() {
            let at = |name: &str| format!("conditions.{place}.{name}");
            let value = condition.value.get(scope).map_err(|error| NodeError::from(error).at(at("value")))?;
            let column = text(&condition.column, scope, &at("column"))?;
            conditions.push(Condition { column, test: condition.is.test(), value });
        }
        Ok(Rows {
            schema: schema.unwrap_or_default(),
            table: text(self.table, scope, "table")?,
            conditions,
            any: self.combine == Combine::Any,
        })
    }

    fn select(&self, scope: &Scope<'_>) -> Result<Select, NodeError> {
        let limit = self.limit.get(scope).map_err(|error| NodeError::from(error).at("limit"))?;
        let order = self.sort.iter().enumerate().map(|(place, sort)| {
            let column = text(&sort.column, scope, &format!("sort.{place}.column"))?;
            Ok(Order { column, descending: sort.descending })
        });
        Ok(Select {
            columns: names(self.columns, scope, "columns")?,
            order: order.collect::<Result<_, NodeError>>()?,
            limit: Some(limit).filter(|limit| *limit > 0),
        })
    }

    fn returning(&self, scope: &Scope<'_>) -> Result<Vec<String>, NodeError> {
        self.returning.map_or_else(|| Ok(Vec::new()), |returning| names(returning, scope, "returning"))
    }

    fn conflict(&self, scope: &Scope<'_>) -> Result<Conflict, NodeError> {
        Ok(match self.operation {
            Operation::Upsert => Conflict::Update(names(self.match_on, scope, "match_on")?),
            _ if self.skip_conflicts => Conflict::Skip,
            _ => Conflict::Fail,
        })
    }

    /// The values of a row by column.
    fn row(&self, context: &HeavyContext<'_>, index: usize) -> Result<Map<String, Value>, NodeError> {
        let values = match self.from {
            From::Values => {
                let values = self.values.values(&context.scope(index));
                values.map_err(|error| NodeError::from(error).at("values"))?
            }
            From::Item => match context.items().get(index).map(|item| Value::clone(&item.json)) {
                Some(Value::Object(fields)) => fields,
                _ => Map::new(),
            },
        };
        Ok(values.into_iter().map(|(column, value)| (column, self.nulled(value))).collect())
    }

    fn nulled(&self, value: Value) -> Value {
        if self.empty_as_null && value.as_str() == Some("") { Value::Null } else { value }
    }
}

fn text(field: &Field<String>, scope: &Scope<'_>, parameter: &str) -> Result<String, NodeError> {
    let text = field.get(scope).map_err(|error| NodeError::from(error).at(parameter))?;
    Ok(text.trim().to_owned())
}

fn names(names: &Names, scope: &Scope<'_>, parameter: &str) -> Result<Vec<String>, NodeError> {
    names.get(scope).map_err(|error| error.at(parameter))
}

fn unfit(error: DatabaseError, parameter: &str) -> NodeError {
    let hint = "Correct the statement or what is given for it.";
    NodeError::permanent("statement_invalid", error.message, hint).at(parameter)
}
