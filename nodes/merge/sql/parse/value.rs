//! Reads what gives a value: operators by how strongly they bind, calls, names.

use super::super::Fault;
use super::super::query::{Expr, Operator};
use super::super::token::Token;
use super::{Parser, RESERVED};
use serde_json::Value;

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Result<Expr, Fault> {
        self.deeper(Self::either)
    }

    fn either(&mut self) -> Result<Expr, Fault> {
        let mut left = self.both()?;
        while self.takes("OR") {
            left = Expr::Binary(Operator::Or, Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expr, Fault> {
        let mut left = self.negated()?;
        while self.takes("AND") {
            left = Expr::Binary(Operator::And, Box::new(left), Box::new(self.negated()?));
        }
        Ok(left)
    }

    fn negated(&mut self) -> Result<Expr, Fault> {
        let mut is_not = false;
        while self.takes("NOT") {
            is_not = !is_not;
        }
        let value = self.comparison()?;
        Ok(if is_not { Expr::Not(Box::new(value)) } else { value })
    }

    fn comparison(&mut self) -> Result<Expr, Fault> {
        let left = self.sum()?;
        if self.takes("IS") {
            let is_not = self.takes("NOT");
            self.wants("NULL")?;
            return Ok(negated_if(is_not, Expr::IsNull(Box::new(left))));
        }
        let is_not = self.takes("NOT");
        if self.takes("IN") {
            return Ok(negated_if(is_not, self.within(left)?));
        }
        if self.takes("BETWEEN") {
            let least = self.sum()?;
            self.wants("AND")?;
            let most = self.sum()?;
            return Ok(negated_if(is_not, Expr::Between(Box::new([left, least, most]))));
        }
        if self.takes("LIKE") {
            let right = self.sum()?;
            return Ok(negated_if(is_not, Expr::Binary(Operator::Like, Box::new(left), Box::new(right))));
        }
        let operator = match self.peek() {
            Token::Sign("=" | "==" | "===") => Operator::Equal,
            Token::Sign("<>" | "!=" | "!==") => Operator::NotEqual,
            Token::Sign("<") => Operator::Less,
            Token::Sign("<=") => Operator::LessOrEqual,
            Token::Sign(">") => Operator::Greater,
            Token::Sign(">=") => Operator::GreaterOrEqual,
            _ => return Ok(left),
        };
        self.place += 1;
        let right = self.sum()?;
        Ok(Expr::Binary(operator, Box::new(left), Box::new(right)))
    }

    fn within(&mut self, value: Expr) -> Result<Expr, Fault> {
        self.wants_sign("(")?;
        let within = if self.is_word("SELECT") {
            Expr::InQuery(Box::new(value), Box::new(self.query()?))
        } else {
            Expr::In(Box::new(value), self.list(Self::expr)?)
        };
        self.wants_sign(")")?;
        Ok(within)
    }

    fn sum(&mut self) -> Result<Expr, Fault> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Token::Sign("+") => Operator::Add,
                Token::Sign("-") => Operator::Subtract,
                Token::Sign("||") => Operator::Join,
                _ => return Ok(left),
            };
            self.place += 1;
            left = Expr::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Expr, Fault> {
        let mut left = self.part()?;
        loop {
            let operator = match self.peek() {
                Token::Sign("*") => Operator::Multiply,
                Token::Sign("/") => Operator::Divide,
                Token::Sign("%") => Operator::Remainder,
                _ => return Ok(left),
            };
            self.place += 1;
            left = Expr::Binary(operator, Box::new(left), Box::new(self.part()?));
        }
    }

    fn part(&mut self) -> Result<Expr, Fault> {
        if self.takes_sign("-") {
            let part = self.deeper(Self::part)?;
            return Ok(Expr::Negative(Box::new(part)));
        }
        let mut value = self.primary()?;
        while self.takes_sign("->") {
            let field = match self.next() {
                Token::Word(name) | Token::Name(name) | Token::Text(name) => Expr::Value(name.into()),
                Token::Number(number) => Expr::Value(node_sdk::values::number(number)),
                Token::Sign("(") => {
                    let field = self.expr()?;
                    self.wants_sign(")")?;
                    field
                }
                _ => return Err(Fault::new("After `->` there must be the name of a field.")),
            };
            value = Expr::Field(Box::new(value), Box::new(field));
        }
        Ok(value)
    }

    fn primary(&mut self) -> Result<Expr, Fault> {
        match self.next() {
            Token::Number(number) => Ok(Expr::Value(node_sdk::values::number(number))),
            Token::Text(text) => Ok(Expr::Value(text.into())),
            Token::Sign("(") => {
                let value = if self.is_word("SELECT") { Expr::Query(Box::new(self.query()?)) } else { self.expr()? };
                self.wants_sign(")")?;
                Ok(value)
            }
            Token::Name(name) => self.column_of(name),
            Token::Word(word) => self.of_word(word),
            _ => {
                self.place -= 1;
                Err(self.unexpected("A value"))
            }
        }
    }

    fn of_word(&mut self, word: String) -> Result<Expr, Fault> {
        match word.to_ascii_uppercase().as_str() {
            "NULL" => Ok(Expr::Value(Value::Null)),
            "TRUE" => Ok(Expr::Value(true.into())),
            "FALSE" => Ok(Expr::Value(false.into())),
            "CASE" => self.deeper(Self::case),
            upper if matches!(self.peek(), Token::Sign("(")) => self.call(upper),
            upper if RESERVED.contains(&upper) => {
                self.place -= 1;
                Err(self.unexpected("A value"))
            }
            _ => self.column_of(word),
        }
    }

    fn column_of(&mut self, first: String) -> Result<Expr, Fault> {
        if self.takes_sign(".") {
            return Ok(Expr::Column(Some(first), self.name()?));
        }
        Ok(Expr::Column(None, first))
    }

    fn call(&mut self, name: &str) -> Result<Expr, Fault> {
        self.wants_sign("(")?;
        if self.takes_sign("*") {
            self.wants_sign(")")?;
            return Ok(Expr::CountAll);
        }
        let distinct = self.takes("DISTINCT");
        let mut arguments = Vec::new();
        if !self.takes_sign(")") {
            arguments.push(self.expr()?);
            // `CAST(value AS type)`
            if self.takes("AS") {
                arguments.push(Expr::Value(self.name()?.into()));
            }
            while self.takes_sign(",") {
                arguments.push(self.expr()?);
            }
            self.wants_sign(")")?;
        }
        Ok(Expr::Call { name: name.to_owned(), arguments, distinct })
    }

    fn case(&mut self) -> Result<Expr, Fault> {
        let subject = if self.is_word("WHEN") { None } else { Some(self.place) };
        if subject.is_some() {
            self.expr()?;
        }
        let mut pairs = Vec::new();
        while self.takes("WHEN") {
            let condition = match subject {
                None => self.expr()?,
                Some(place) => {
                    // The subject is read anew for each comparison.
                    let here = std::mem::replace(&mut self.place, place);
                    let value = self.expr()?;
                    self.place = here;
                    Expr::Binary(Operator::Equal, Box::new(value), Box::new(self.expr()?))
                }
            };
            self.wants("THEN")?;
            pairs.push((condition, self.expr()?));
        }
        let otherwise = if self.takes("ELSE") { Some(Box::new(self.expr()?)) } else { None };
        self.wants("END")?;
        Ok(Expr::Case(pairs, otherwise))
    }
}

fn negated_if(is_not: bool, value: Expr) -> Expr {
    if is_not { Expr::Not(Box::new(value)) } else { value }
}
