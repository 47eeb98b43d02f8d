//! Reads arrow functions: `x => x.name`, `([key, value]) => …`, and bodies of
//! the form `{ const a = …; return …; }`.

use super::{Parse, Parser};
use crate::ast::{Arrow, Expr, Kind, Parameter};
use crate::error::{ExpressionError, Fault};
use crate::token::{self, Spanned, Token};

impl Parser<'_> {
    /// An arrow function, if one stands here.
    pub(super) fn arrow(&mut self) -> Parse<Option<Expr>> {
        let start = self.current.start;
        let base = self.locals.len();
        let Some(parameters) = self.parameters()? else {
            self.locals.truncate(base);
            return Ok(None);
        };
        let mut constants = Vec::new();
        // Other statements in a body are JavaScript that is not known here.
        let body = if self.at("{") {
            self.block(&mut constants).map_err(|error| error.of(Fault::Unknown))?
        } else {
            self.expression()?
        };
        self.locals.truncate(base);
        let below = Expr::height_of(constants.iter().chain([&body]));
        self.make(Kind::Arrow(Box::new(Arrow { parameters, base, constants, body })), start, below).map(Some)
    }

    /// The parameters up to and with `=>`; where there are none, nothing is taken.
    fn parameters(&mut self) -> Parse<Option<Vec<Parameter>>> {
        let is_name = matches!(self.current.token, Token::Name(_));
        if !is_name && !self.at("(") {
            return Ok(None);
        }
        let (before, previous_end) = (self.current.clone(), self.previous_end);
        let parameters = if is_name { self.one_parameter()?.map(|one| vec![one]) } else { self.listed_parameters()? };
        if parameters.is_some() && self.at("=>") {
            self.advance()?;
            return Ok(parameters);
        }
        (self.current, self.previous_end) = (before, previous_end);
        Ok(None)
    }

    fn listed_parameters(&mut self) -> Parse<Option<Vec<Parameter>>> {
        self.skip()?;
        let mut parameters = Vec::new();
        while !self.at(")") {
            let Some(parameter) = self.one_parameter()? else { return Ok(None) };
            parameters.push(parameter);
            if self.at(",") {
                self.skip()?;
            } else if !self.at(")") {
                return Ok(None);
            }
        }
        self.skip()?;
        Ok(Some(parameters))
    }

    fn one_parameter(&mut self) -> Parse<Option<Parameter>> {
        if self.at("{") {
            let names = self.names("}")?;
            return Ok(names.map(Parameter::Fields));
        }
        if self.at("[") {
            let names = self.names("]")?;
            return Ok(names.map(|names| Parameter::Entries(names.len())));
        }
        let Token::Name(name) = &self.current.token else { return Ok(None) };
        let name = name.as_str().into();
        self.locals.push(name);
        self.skip()?;
        Ok(Some(Parameter::Name))
    }

    /// Names in brackets, each a local.
    fn names(&mut self, close: &str) -> Parse<Option<Vec<Box<str>>>> {
        self.skip()?;
        let mut names: Vec<Box<str>> = Vec::new();
        while !self.at(close) {
            let Token::Name(name) = &self.current.token else { return Ok(None) };
            names.push(name.as_str().into());
            self.skip()?;
            if self.at(",") {
                self.skip()?;
            } else if !self.at(close) {
                return Ok(None);
            }
        }
        self.skip()?;
        self.locals.extend(names.iter().cloned());
        Ok(Some(names))
    }

    /// Goes on while it is not known yet whether this is an arrow function: what
    /// cannot be read is then reported where it is read for good.
    fn skip(&mut self) -> Parse<()> {
        let operand = !matches!(self.current.token, Token::Sign(")" | "]" | "}") | Token::Name(_));
        let end = self.current.end;
        let next = token::next(self.source, end, operand);
        self.previous_end = end;
        self.current = next.unwrap_or(Spanned { token: Token::End, start: end, end });
        Ok(())
    }

    fn block(&mut self, constants: &mut Vec<Expr>) -> Parse {
        let opened = self.advance()?.start;
        while self.at_name("const") || self.at_name("let") {
            self.advance()?;
            let Token::Name(name) = self.current.token.clone() else { return Err(self.unexpected(opened)) };
            self.advance()?;
            self.expect("=", opened)?;
            constants.push(self.expression()?);
            self.locals.push(name.into());
            self.take(";")?;
        }
        if !self.at_name("return") {
            let message = "A function in braces must be `const` lines and a `return`.";
            let hint =
                "Write `x => value`, or `x => { const a = …; return a; }`. To give an object, write `x => ({ … })`.";
            return Err(ExpressionError::new(message, hint, opened, self.current.end));
        }
        self.advance()?;
        let body = self.expression()?;
        self.take(";")?;
        self.expect("}", opened)?;
        Ok(body)
    }
}
