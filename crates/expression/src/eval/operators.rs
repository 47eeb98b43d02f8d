//! What operators do with their operands.

use super::{Eval, Evaluator};
use crate::ast::{Binary, Expr, Logical, Unary};
use crate::value::Val;
use crate::{functions, member};
use std::cmp::Ordering;

impl<'a> Evaluator<'a> {
    pub(super) fn unary(&mut self, operator: Unary, operand: &'a Expr) -> Eval<'a> {
        let value = self.eval(operand)?;
        Ok(match operator {
            Unary::Not => Val::Bool(!value.truthy()),
            Unary::Minus => Val::Number(-value.to_number()),
            Unary::Plus => Val::Number(value.to_number()),
            Unary::TypeOf => Val::Text(value.type_of().into()),
        })
    }

    pub(super) fn logical(&mut self, operator: Logical, left: &'a Expr, right: &'a Expr) -> Eval<'a> {
        let value = self.eval(left)?;
        let is_decided = match operator {
            Logical::And => !value.truthy(),
            Logical::Or => value.truthy(),
            Logical::Nullish => !value.is_nullish(),
        };
        if is_decided { Ok(value) } else { self.eval(right) }
    }

    pub(super) fn binary(&mut self, expr: &'a Expr, operator: Binary, left: &'a Expr, right: &'a Expr) -> Eval<'a> {
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        let numbers = |work: fn(f64, f64) -> f64| Ok(Val::Number(work(left.to_number(), right.to_number())));
        match operator {
            Binary::Add => self.add(left, right).map_err(|stop| stop.at(expr)),
            Binary::Subtract => numbers(|left, right| left - right),
            Binary::Multiply => numbers(|left, right| left * right),
            Binary::Divide => numbers(|left, right| left / right),
            Binary::Remainder => numbers(|left, right| left % right),
            Binary::Power => numbers(functions::power),
            Binary::Equal => Ok(Val::Bool(left.equal(&right) && !self.are_dates_apart(&left, &right))),
            Binary::NotEqual => Ok(Val::Bool(!left.equal(&right) || self.are_dates_apart(&left, &right))),
            Binary::Same => Ok(Val::Bool(left.same(&right) && !self.are_dates_apart(&left, &right))),
            Binary::NotSame => Ok(Val::Bool(!left.same(&right) || self.are_dates_apart(&left, &right))),
            Binary::Less => Ok(Val::Bool(self.compare(&left, &right).is_some_and(Ordering::is_lt))),
            Binary::LessOrEqual => Ok(Val::Bool(self.compare(&left, &right).is_some_and(Ordering::is_le))),
            Binary::Greater => Ok(Val::Bool(self.compare(&left, &right).is_some_and(Ordering::is_gt))),
            Binary::GreaterOrEqual => Ok(Val::Bool(self.compare(&left, &right).is_some_and(Ordering::is_ge))),
            Binary::In => member::has(&right, &left).map(Val::Bool).map_err(|stop| stop.at(expr)),
        }
    }

    /// In a lenient world dates are objects as in JavaScript: two of them are never
    /// the same, whatever moment they say.
    fn are_dates_apart(&self, left: &Val<'a>, right: &Val<'a>) -> bool {
        self.is_lenient() && matches!((left, right), (Val::Date(_), Val::Date(_)))
    }

    /// In a lenient world a date beside a text is a number, as in JavaScript.
    fn compare(&self, left: &Val<'a>, right: &Val<'a>) -> Option<Ordering> {
        let is_beside_text = matches!((left, right), (Val::Date(_), Val::Text(_)) | (Val::Text(_), Val::Date(_)));
        if is_beside_text && self.is_lenient() {
            return left.to_number().partial_cmp(&right.to_number());
        }
        left.compare(right)
    }

    /// What `+` takes a value for: Luxon's dates and durations are their
    /// milliseconds in a lenient world, as in JavaScript.
    fn addend(&self, value: Val<'a>) -> Val<'a> {
        match value {
            Val::Date(date) if self.is_lenient() && !date.is_plain => Val::Number(date.millis() as f64),
            Val::Duration(length) if self.is_lenient() => Val::Number(length.millis()),
            other => other,
        }
    }

    fn add(&mut self, left: Val<'a>, right: Val<'a>) -> Eval<'a> {
        let (left, right) = (self.addend(left), &self.addend(right));
        let is_plain = |value: &Val<'a>| {
            matches!(value, Val::Undefined | Val::Null | Val::Bool(_) | Val::Number(_) | Val::Exact(_))
        };
        if is_plain(&left) && is_plain(right) {
            return Ok(Val::Number(left.to_number() + right.to_number()));
        }
        self.spend_bytes(left.weight())?;
        let mut text = self.text_of(&left).into_owned();
        self.append(&mut text, right)?;
        Ok(Val::text(text))
    }
}
