//! What operators do with their operands.

use super::{Eval, Evaluator};
use crate::ast::{Binary, Expr, Logical, Unary};
use crate::value::Val;
use crate::{functions, member};

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
            Binary::Add => self.add(left, &right).map_err(|stop| stop.at(expr)),
            Binary::Subtract => numbers(|left, right| left - right),
            Binary::Multiply => numbers(|left, right| left * right),
            Binary::Divide => numbers(|left, right| left / right),
            Binary::Remainder => numbers(|left, right| left % right),
            Binary::Power => numbers(functions::power),
            Binary::Equal => Ok(Val::Bool(left.equal(&right))),
            Binary::NotEqual => Ok(Val::Bool(!left.equal(&right))),
            Binary::Same => Ok(Val::Bool(left.same(&right))),
            Binary::NotSame => Ok(Val::Bool(!left.same(&right))),
            Binary::Less => Ok(Val::Bool(left.compare(&right).is_some_and(|order| order.is_lt()))),
            Binary::LessOrEqual => Ok(Val::Bool(left.compare(&right).is_some_and(|order| order.is_le()))),
            Binary::Greater => Ok(Val::Bool(left.compare(&right).is_some_and(|order| order.is_gt()))),
            Binary::GreaterOrEqual => Ok(Val::Bool(left.compare(&right).is_some_and(|order| order.is_ge()))),
            Binary::In => member::has(&right, &left).map(Val::Bool).map_err(|stop| stop.at(expr)),
        }
    }

    fn add(&mut self, left: Val<'a>, right: &Val<'a>) -> Eval<'a> {
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
