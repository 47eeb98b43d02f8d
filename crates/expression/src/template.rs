//! Text with `{{ expressions }}` in it.

use crate::error::{ExpressionError, Fault};
use crate::parse::{self, NodeName};
use crate::read;
use crate::scan;
use crate::scope::Scope;
use crate::segment::{Code, Segment};
use crate::suggest::closest;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// How long a text with expressions may be, in bytes.
const LENGTH_MAXIMUM: usize = 1 << 20;
/// How long a text it makes may be, in bytes.
const OUTPUT_MAXIMUM: usize = 16 << 20;

/// A piece of a text for one item.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// As it is written.
    Text(String),
    /// What an expression gives.
    Value(Value),
}

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
    /// Names that mean nothing; JavaScript calls them undefined.
    problems: Vec<ExpressionError>,
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
    ///
    /// JavaScript that only a sandbox understands is kept as it is; whether there
    /// is one shows when it is evaluated.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if text.len() > LENGTH_MAXIMUM {
            let hint = "Shorten it, or load it from somewhere else.";
            return Err(ExpressionError::new("The text is longer than 1 MiB.", hint, 0, text.len()).of(Fault::Syntax));
        }
        let mut compiled =
            Compiled { source: text.into(), segments: Vec::new(), nodes: Vec::new(), problems: Vec::new() };
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
            if !literal.is_empty() {
                compiled.segments.push(Segment::Text(std::mem::take(&mut literal).into()));
            }
            at = compiled.read(text, start + 2)?;
        }
        literal.push_str(&text[at..]);
        if !literal.is_empty() {
            compiled.segments.push(Segment::Text(literal.into()));
        }
        Ok(Self { compiled: Arc::new(compiled) })
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
        self.joined(scope, Code::part)
    }

    /// The value for this item; None if the text is one expression and that gives
    /// undefined. The sandbox does not tell undefined from null.
    pub fn evaluate_found(&self, scope: &Scope<'_>) -> Result<Option<Value>, ExpressionError> {
        let Compiled { source, segments, .. } = &*self.compiled;
        match segments.as_slice() {
            [Segment::Code(code)] => code.found(scope, source),
            _ => self.evaluate(scope).map(Some),
        }
    }

    /// The value for this item of a text that is to be JSON: lists and objects are
    /// put in as JSON, and nothing as `null` or `undefined`.
    pub fn evaluate_in_json(&self, scope: &Scope<'_>) -> Result<Value, ExpressionError> {
        self.joined(scope, Code::json_part)
    }

    /// The pieces of the text for this item, for those who must not join them.
    pub fn parts(&self, scope: &Scope<'_>) -> Result<Vec<Part>, ExpressionError> {
        let Compiled { source, segments, .. } = &*self.compiled;
        let part = |segment: &Segment| match segment {
            Segment::Text(literal) => Ok(Part::Text(literal.to_string())),
            Segment::Code(code) => code.whole(scope, source).map(Part::Value),
        };
        segments.iter().map(part).collect()
    }

    fn joined(
        &self,
        scope: &Scope<'_>,
        part: fn(&Code, &Scope<'_>, &str) -> Result<String, ExpressionError>,
    ) -> Result<Value, ExpressionError> {
        let Compiled { source, segments, .. } = &*self.compiled;
        if let [Segment::Code(code)] = segments.as_slice() {
            return code.whole(scope, source);
        }
        let mut text = String::new();
        for segment in segments {
            match segment {
                Segment::Text(literal) => text.push_str(literal),
                Segment::Code(code) => text.push_str(&part(code, scope, source)?),
            }
            if text.len() > OUTPUT_MAXIMUM {
                let hint = "Put in less, or send it in parts.";
                let message = "The text becomes longer than 16 MiB.";
                return Err(ExpressionError::new(message, hint, 0, source.len()).of(Fault::Limit));
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

impl Compiled {
    /// Reads the expression that starts at `from` and gives the place after it.
    fn read(&mut self, text: &str, from: usize) -> Result<usize, ExpressionError> {
        let error = match parse::expression(text, from) {
            Ok(parsed) => {
                self.nodes.extend(parsed.nodes);
                self.problems.extend(parsed.problems);
                self.segments.push(Segment::Code(Code::native(parsed.expr, from, parsed.end - 2)));
                return Ok(parsed.end);
            }
            Err(error) => error,
        };
        let end = scan::end_of(text, from).filter(|_| error.fault == Fault::Unknown).ok_or_else(|| error.clone())?;
        self.nodes.extend(scan::node_names(text, from, end));
        self.segments.push(Segment::Code(Code::foreign(error, from, end)));
        Ok(end + 2)
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
/// it cannot be read, or it names something that is not there.
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
        ExpressionError::new(format!("There is no node `{}`.", node.name), hint, node.start, node.end).of(Fault::Data)
    };
    template.compiled.problems.iter().cloned().chain(missing.map(report)).collect()
}
