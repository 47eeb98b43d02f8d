//! Text with `{{ expressions }}` in it.

use crate::ast::{Expr, Kind, Root};
use crate::error::ExpressionError;
use crate::eval::Evaluator;
use crate::parse::{self, NodeName};
use crate::read;
use crate::scope::Scope;
use crate::suggest::closest;
use crate::value::Val;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// How long a text with expressions may be, in bytes.
const LENGTH_MAXIMUM: usize = 1 << 20;
/// How long a text it makes may be, in bytes.
const OUTPUT_MAXIMUM: usize = 16 << 20;

/// A compiled text. If the text is one expression and nothing else, its value
/// keeps its type; otherwise the parts are joined to a text. Cloning is cheap.
#[derive(Clone)]
pub struct Template {
    compiled: Arc<Compiled>,
}

struct Compiled {
    source: Box<str>,
    segments: Vec<Segment>,
    nodes: Vec<NodeName>,
}

enum Segment {
    Text(Box<str>),
    Expression(Expr),
}

impl fmt::Debug for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Template({:?})", self.compiled.source)
    }
}

impl Template {
    /// Whether this text holds an expression at all.
    pub fn has_expression(text: &str) -> bool {
        text.contains("{{")
    }

    /// Compiles a text. `\{{` stands for two braces that start no expression.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if text.len() > LENGTH_MAXIMUM {
            let hint = "Shorten it, or load it from somewhere else.";
            return Err(ExpressionError::new("The text is longer than 1 MiB.", hint, 0, text.len()));
        }
        let mut segments = Vec::new();
        let mut nodes = Vec::new();
        let mut literal = String::new();
        let mut at = 0;
        while let Some(start) = text[at..].find("{{").map(|found| at + found) {
            if let Some(before) = text[at..start].strip_suffix('\\') {
                literal.push_str(before);
                literal.push_str("{{");
                at = start + 2;
                continue;
            }
            literal.push_str(&text[at..start]);
            let parsed = parse::expression(text, start + 2)?;
            if !literal.is_empty() {
                segments.push(Segment::Text(std::mem::take(&mut literal).into()));
            }
            segments.push(Segment::Expression(parsed.expr));
            nodes.extend(parsed.nodes);
            at = parsed.end;
        }
        literal.push_str(&text[at..]);
        if !literal.is_empty() {
            segments.push(Segment::Text(literal.into()));
        }
        Ok(Self { compiled: Arc::new(Compiled { source: text.into(), segments, nodes }) })
    }

    /// The text as it was given.
    pub fn source(&self) -> &str {
        &self.compiled.source
    }

    /// The names of the nodes it looks at.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.compiled.nodes.iter().map(|node| node.name.as_str())
    }

    /// The value for this item. Undefined is given as null.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, ExpressionError> {
        let compiled = &*self.compiled;
        if let [Segment::Expression(expr)] = compiled.segments.as_slice() {
            return whole(expr, scope, &compiled.source);
        }
        let mut text = String::new();
        for segment in &compiled.segments {
            match segment {
                Segment::Text(literal) => text.push_str(literal),
                Segment::Expression(expr) => {
                    let value = Evaluator::new(*scope, &compiled.source).run(expr)?;
                    check_value(&value, expr)?;
                    text.push_str(&value.to_part());
                }
            }
            if text.len() > OUTPUT_MAXIMUM {
                let hint = "Put in less, or send it in parts.";
                return Err(ExpressionError::new(
                    "The text becomes longer than 16 MiB.",
                    hint,
                    0,
                    compiled.source.len(),
                ));
            }
        }
        Ok(Value::String(text))
    }

    /// The value for this item, read as `T`: numbers and booleans in texts are
    /// taken for what they say where `T` wants them, and numbers become texts.
    pub fn evaluate_as<T: DeserializeOwned>(&self, scope: &Scope<'_>) -> Result<T, ExpressionError> {
        read::value_as(self.evaluate(scope)?, &self.compiled.source)
    }
}

/// The names of the nodes a text with expressions looks at; none if it cannot be read.
pub fn references(text: &str) -> Vec<String> {
    if !Template::has_expression(text) {
        return Vec::new();
    }
    Template::parse(text).map(|template| template.references().map(ToOwned::to_owned).collect()).unwrap_or_default()
}

/// What is wrong with a text with expressions that can be known before it runs:
/// it cannot be read, or it names a node that is not there.
pub fn lint(text: &str, node_names: &[&str]) -> Vec<ExpressionError> {
    if !Template::has_expression(text) {
        return Vec::new();
    }
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(error) => return vec![error],
    };
    let missing = template.compiled.nodes.iter().filter(|node| !node_names.contains(&node.name.as_str()));
    let report = |node: &NodeName| {
        let hint = match closest(&node.name, node_names.iter().copied()) {
            Some(close) => format!("Did you mean `{close}`?"),
            None => "Write the name as it stands on the canvas.".into(),
        };
        ExpressionError::new(format!("There is no node `{}`.", node.name), hint, node.start, node.end)
    };
    missing.map(report).collect()
}

fn whole(expr: &Expr, scope: &Scope<'_>, source: &str) -> Result<Value, ExpressionError> {
    let value = Evaluator::new(*scope, source).run(expr)?;
    check_value(&value, expr)?;
    Ok(value.to_value().unwrap_or_default())
}

/// Functions and handles are no values; what was meant is one step further.
fn check_value(value: &Val<'_>, expr: &Expr) -> Result<(), ExpressionError> {
    let is_handle = matches!(value, Val::Function(_) | Val::Input | Val::Node(_) | Val::Namespace(_));
    if !is_handle {
        return Ok(());
    }
    let hint = match &expr.kind {
        Kind::Root(Root::Input) => "Write for example `$input.first().json.name`.".to_owned(),
        Kind::Root(Root::Node(name)) => format!("Write for example `$('{name}').item.json.name`."),
        _ => "Call it, with its arguments in brackets.".to_owned(),
    };
    let message = format!("The expression gives {}, not a value.", value.described());
    Err(ExpressionError::new(message, hint, expr.start as usize, expr.end as usize))
}
