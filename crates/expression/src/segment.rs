//! One `{{ … }}` of a text: evaluated natively where it can be, by a sandbox where
//! there is one, and overlooked where it fails in a lenient world.

use crate::ast::{Expr, Kind, Root};
use crate::error::{ExpressionError, Fault};
use crate::eval::Evaluator;
use crate::scope::Scope;
use crate::value::Val;
use serde_json::Value;
use std::borrow::Cow;

/// A piece of a text.
pub(crate) enum Segment {
    Text(Box<str>),
    Code(Code),
}

/// An expression and where it stands, without its braces, in bytes.
pub(crate) struct Code {
    form: Form,
    start: usize,
    end: usize,
}

enum Form {
    Native(Expr),
    /// JavaScript the native reader does not know, and what it says about it.
    Foreign(Box<ExpressionError>),
}

impl Code {
    pub(crate) fn native(expr: Expr, start: usize, end: usize) -> Self {
        Self { form: Form::Native(expr), start, end }
    }

    pub(crate) fn foreign(error: ExpressionError, start: usize, end: usize) -> Self {
        Self { form: Form::Foreign(Box::new(error)), start, end }
    }

    /// Its value, with its type; undefined is null.
    pub(crate) fn whole(&self, scope: &Scope<'_>, source: &str) -> Result<Value, ExpressionError> {
        self.found(scope, source).map(Option::unwrap_or_default)
    }

    /// Its value, with its type; None if it is undefined.
    pub(crate) fn found(&self, scope: &Scope<'_>, source: &str) -> Result<Option<Value>, ExpressionError> {
        self.value(scope, source).map(|value| value.to_value())
    }

    /// Its value as a part of a text.
    pub(crate) fn part(&self, scope: &Scope<'_>, source: &str) -> Result<String, ExpressionError> {
        let value = self.value(scope, source)?;
        let text: Cow<'_, str> = if scope.world.is_lenient() { value.to_plain_part() } else { value.to_part() };
        Ok(text.into_owned())
    }

    /// Its value as a part of a text that is to be JSON.
    pub(crate) fn json_part(&self, scope: &Scope<'_>, source: &str) -> Result<String, ExpressionError> {
        let value = self.value(scope, source)?;
        let text: Cow<'_, str> = match &value {
            Val::Undefined => "undefined".into(),
            Val::Null => "null".into(),
            value => value.to_part(),
        };
        Ok(text.into_owned())
    }

    fn value<'a>(&'a self, scope: &Scope<'a>, source: &'a str) -> Result<Val<'a>, ExpressionError> {
        match self.strict_value(scope, source) {
            Err(error) if error.fault == Fault::Value && scope.world.is_lenient() => Ok(Val::Undefined),
            result => result,
        }
    }

    fn strict_value<'a>(&'a self, scope: &Scope<'a>, source: &'a str) -> Result<Val<'a>, ExpressionError> {
        let error = match &self.form {
            Form::Native(expr) => match native(expr, scope, source) {
                Err(error) if error.fault == Fault::Unknown => error,
                result => return result,
            },
            Form::Foreign(error) => (**error).clone(),
        };
        let Some(sandbox) = scope.world.javascript() else { return Err(error) };
        let code = source.get(self.start..self.end).unwrap_or_default();
        sandbox.evaluate(code, scope).map(Val::owned).map_err(|error| self.placed(error))
    }

    /// A sandbox counts from the start of the expression, if it knows the place at all.
    fn placed(&self, mut error: ExpressionError) -> ExpressionError {
        let length = self.end - self.start;
        (error.start, error.end) = match (error.start, error.end) {
            (start, end) if start < end && end <= length => (self.start + start, self.start + end),
            _ => (self.start, self.end),
        };
        error
    }
}

fn native<'a>(expr: &'a Expr, scope: &Scope<'a>, source: &'a str) -> Result<Val<'a>, ExpressionError> {
    let value = Evaluator::new(*scope, source).run(expr)?;
    check(&value, expr, scope.world.is_lenient())?;
    Ok(value)
}

/// Functions and handles are no values; what was meant is one step further.
fn check(value: &Val<'_>, expr: &Expr, is_lenient: bool) -> Result<(), ExpressionError> {
    // In a lenient world an invalid date is nothing, as it is in JSON.
    if let (Val::Invalid(invalid), false) = (value, is_lenient) {
        let place = (expr.start as usize, expr.end as usize);
        return Err(ExpressionError::new(&invalid.error.message, &invalid.error.hint, place.0, place.1));
    }
    let is_handle = matches!(
        value,
        Val::Function(_) | Val::Input | Val::Node(_) | Val::NodeAt(_) | Val::Nodes(_) | Val::At(_) | Val::Namespace(_)
    );
    if !is_handle {
        return Ok(());
    }
    let hint = match &expr.kind {
        Kind::Root(Root::Input) => "Write for example `$input.first().json.name`.".to_owned(),
        Kind::Root(Root::Node(name)) => format!("Write for example `$('{name}').item.json.name`."),
        _ => "Call it, with its arguments in brackets.".to_owned(),
    };
    let message = format!("The expression gives {}, not a value.", value.described());
    Err(ExpressionError::new(message, hint, expr.start as usize, expr.end as usize).of(Fault::Data))
}
