//! Conditions over an item: all or any of some comparisons and of groups of such,
//! or the contrary of it. Nodes that decide share them.

mod compare;
mod typed;

use crate::error::NodeError;
use crate::field::Field;
use expression::Scope;
use regex_lite::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::sync::OnceLock;

/// Comparisons that are taken together.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-widget" = "conditions"))]
pub struct Conditions {
    /// Whether all of them must hold, or any one.
    #[serde(default)]
    combine: Combine,
    /// The comparisons.
    #[serde(default)]
    #[schemars(length(min = 1))]
    conditions: Vec<Condition>,
    /// Groups that count like one comparison each, after the comparisons.
    #[serde(default)]
    #[schemars(with = "Vec<Value>")]
    groups: Vec<Conditions>,
    /// Whether the contrary is meant.
    #[serde(default)]
    not: bool,
}

/// How comparisons are taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Combine {
    /// # All of these
    #[default]
    And,
    /// # Any of these
    Or,
}

/// How strictly values are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strictness {
    /// The text "5" is not the number 5.
    pub types: bool,
    /// Capital and small letters are the same.
    pub ignore_case: bool,
}

/// One comparison.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-unary" = [
    "exists", "does_not_exist", "is_empty", "is_not_empty", "is_true", "is_false", "is_text", "is_number", "is_list", "is_object"
]))]
struct Condition {
    /// # Value
    ///
    /// What is looked at.
    #[schemars(extend("x-widget" = "text", "x-placeholder" = "{{ $json.amount }}"))]
    left: Field<Value>,
    /// How it is compared.
    operator: Operator,
    /// # Compared with
    ///
    /// What it is compared with.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text"))]
    right: Field<Value>,
    /// # Compared as
    ///
    /// What both sides are taken for.
    #[serde(default, rename = "as")]
    #[schemars(extend("x-group" = "Advanced"))]
    kind: ValueKind,
    /// The compiled regular expression, if it is the same for all items.
    #[serde(skip)]
    regex: OnceLock<Regex>,
}

/// What the sides of a comparison are taken for. With strict types, a value that
/// is something else is an error; without, it is turned into it if that is possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// # What they are
    #[default]
    Any,
    /// # Texts
    Text,
    /// # Numbers
    Number,
    /// # Dates
    Date,
    /// # True or false
    Boolean,
    /// # Lists
    List,
    /// # Objects
    Object,
    /// # What JavaScript takes them for
    Plain,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// # equals
    Equals,
    /// # does not equal
    NotEquals,
    /// # exists
    Exists,
    /// # does not exist
    DoesNotExist,
    /// # is empty
    IsEmpty,
    /// # is not empty
    IsNotEmpty,
    /// # contains
    Contains,
    /// # does not contain
    NotContains,
    /// # starts with
    StartsWith,
    /// # does not start with
    NotStartsWith,
    /// # ends with
    EndsWith,
    /// # does not end with
    NotEndsWith,
    /// # matches the pattern
    Matches,
    /// # does not match the pattern
    NotMatches,
    /// # is one of
    IsOneOf,
    /// # is none of
    IsNoneOf,
    /// # is greater than
    Greater,
    /// # is at least
    GreaterOrEqual,
    /// # is less than
    Less,
    /// # is at most
    LessOrEqual,
    /// # is after (date)
    After,
    /// # is before (date)
    Before,
    /// # is not before (date)
    NotBefore,
    /// # is not after (date)
    NotAfter,
    /// # is true
    IsTrue,
    /// # is false
    IsFalse,
    /// # has more entries or letters than
    LongerThan,
    /// # has fewer entries or letters than
    ShorterThan,
    /// # has exactly so many entries or letters
    AsLongAs,
    /// # has not just so many entries or letters
    NotAsLongAs,
    /// # has at least so many entries or letters
    AtLeastAsLongAs,
    /// # has at most so many entries or letters
    AtMostAsLongAs,
    /// # is a text
    IsText,
    /// # is a number
    IsNumber,
    /// # is a list
    IsList,
    /// # is an object
    IsObject,
}

impl Conditions {
    /// Refuses what cannot be compared; `path` is the parameter it stands in.
    pub fn check(&self, path: &str) -> Result<(), NodeError> {
        if self.conditions.is_empty() && self.groups.is_empty() {
            let message = "There is no condition.";
            return Err(NodeError::permanent("parameter_missing", message, "Add at least one.").at(path));
        }
        for (place, condition) in self.conditions.iter().enumerate() {
            condition.check().map_err(|error| error.at(format!("{path}.conditions.{place}.right")))?;
        }
        for (place, group) in self.groups.iter().enumerate() {
            group.check(&format!("{path}.groups.{place}"))?;
        }
        Ok(())
    }

    /// Whether they hold for this item.
    pub fn hold(&self, scope: &Scope<'_>, strictness: Strictness) -> Result<bool, NodeError> {
        let decides = self.combine == Combine::Or;
        for (place, condition) in self.conditions.iter().enumerate() {
            let holds =
                condition.holds(scope, strictness).map_err(|error| numbered(error, place, self.conditions.len()))?;
            if holds == decides {
                return Ok(decides != self.not);
            }
        }
        for group in &self.groups {
            if group.hold(scope, strictness)? == decides {
                return Ok(decides != self.not);
            }
        }
        Ok(decides == self.not)
    }
}

fn numbered(mut error: NodeError, place: usize, count: usize) -> NodeError {
    if count > 1 {
        error.message = format!("Condition {}: {}", place + 1, error.message);
    }
    error
}

impl Condition {
    fn check(&self) -> Result<(), NodeError> {
        let is_pattern = matches!(self.operator, Operator::Matches | Operator::NotMatches);
        match self.right.fixed() {
            // What only a sandbox can match shows when there is one.
            Some(pattern) if is_pattern && compare::needs_sandbox(pattern) => Ok(()),
            Some(pattern) if is_pattern => compare::pattern(pattern, false).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn holds(&self, scope: &Scope<'_>, strictness: Strictness) -> Result<bool, NodeError> {
        let (left, right) = (self.left.found(scope)?, self.right.found(scope)?);
        let is_missing = left.is_none() || right.is_none();
        let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
        let time_zone = scope.world.time_zone();
        let (left, right) = typed::sides(self.kind, self.operator, left, right, strictness, time_zone)?;
        if self.kind == ValueKind::Number && typed::is_order(self.operator) && scope.world.is_lenient() {
            // As in JavaScript, null is 0, and undefined is no number.
            return Ok(!is_missing && typed::holds(ValueKind::Plain, self.operator, &left, &right, strictness));
        }
        if matches!(self.operator, Operator::Matches | Operator::NotMatches) {
            let matches = self.matches(&left, &right, strictness, scope)?;
            return Ok(matches == (self.operator == Operator::Matches));
        }
        if self.kind != ValueKind::Any {
            return Ok(typed::holds(self.kind, self.operator, &left, &right, strictness));
        }
        compare::holds(self.operator, &left, &right, strictness, time_zone)
    }

    fn matches(
        &self,
        left: &Value,
        right: &Value,
        strictness: Strictness,
        scope: &Scope<'_>,
    ) -> Result<bool, NodeError> {
        let mut text = crate::pairs::text(left);
        let mut ignore_case = strictness.ignore_case;
        if ignore_case && scope.world.is_lenient() {
            // n8n makes the text small and leaves the pattern as it is.
            text = text.to_lowercase();
            ignore_case = false;
        }
        if compare::needs_sandbox(right) {
            return compare::matches_in_sandbox(right, &text, ignore_case, scope);
        }
        if self.right.fixed().is_none() {
            return Ok(compare::pattern(right, ignore_case)?.is_match(&text));
        }
        if let Some(regex) = self.regex.get() {
            return Ok(regex.is_match(&text));
        }
        let regex = compare::pattern(right, ignore_case)?;
        Ok(self.regex.get_or_init(|| regex).is_match(&text))
    }
}
