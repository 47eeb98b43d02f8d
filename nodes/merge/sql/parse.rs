//! Reads a query.

mod value;

use super::Fault;
use super::query::{Column, Expr, Join, JoinKind, On, Query, Rows, Source};
use super::token::{Token, tokens};

/// How deep brackets may stand in each other.
const DEPTH_MOST: usize = 64;

/// Words that end a name given without `AS`.
const RESERVED: &[&str] = &[
    "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "JOIN", "INNER", "LEFT", "RIGHT", "FULL",
    "OUTER", "CROSS", "NATURAL", "ON", "USING", "AND", "OR", "NOT", "AS", "IN", "IS", "LIKE", "BETWEEN", "THEN",
    "ELSE", "END", "WHEN", "ASC", "DESC", "SELECT",
];

/// Reads a query; one statement, and a semicolon if there is one.
pub(super) fn parse(text: &str) -> Result<Query, Fault> {
    let mut parser = Parser { text, tokens: tokens(text)?, place: 0, depth: 0 };
    let query = parser.query()?;
    parser.takes_sign(";");
    match parser.peek() {
        Token::End => Ok(query),
        _ => Err(parser.unexpected("the end of the query")),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, usize)>,
    place: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.place.min(self.tokens.len() - 1)].0
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.place += 1;
        token
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_there = self.is_word(word);
        self.place += usize::from(is_there);
        is_there
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is_there = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.place += usize::from(is_there);
        is_there
    }

    fn wants(&mut self, word: &str) -> Result<(), Fault> {
        if self.takes(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn wants_sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let start = self.tokens[self.place.min(self.tokens.len() - 1)].1;
        let rest: String = self.text[start..].chars().take(20).collect();
        let found = if rest.is_empty() { "the query ends".to_owned() } else { format!("there is `{rest}`") };
        Fault::new(format!("{wanted} is missing where {found}."))
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == DEPTH_MOST {
            return Err(Fault::new("The brackets of the query stand too deep in each other."));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn query(&mut self) -> Result<Query, Fault> {
        self.deeper(Self::select)
    }

    fn select(&mut self) -> Result<Query, Fault> {
        self.wants("SELECT")?;
        let mut query = Query { distinct: self.takes("DISTINCT"), ..Query::default() };
        if self.takes("TOP") {
            query.limit = Some(self.count()?);
        }
        query.columns = self.list(Self::column)?;
        if self.takes("FROM") {
            query.from = Some(self.source()?);
            while let Some(join) = self.join()? {
                query.joins.push(join);
            }
        }
        if self.takes("WHERE") {
            query.condition = Some(self.expr()?);
        }
        if self.takes("GROUP") {
            self.wants("BY")?;
            query.group_by = self.list(Self::expr)?;
        }
        if self.takes("HAVING") {
            query.having = Some(self.expr()?);
        }
        if self.takes("UNION") {
            let keeps_all = self.takes("ALL");
            query.union = Some((Box::new(self.query()?), keeps_all));
            // What follows the last part is meant for all of them.
            if let Some((last, _)) = &mut query.union {
                query.order_by = std::mem::take(&mut last.order_by);
                query.limit = last.limit.take().or(query.limit);
                query.offset = std::mem::take(&mut last.offset);
            }
        }
        if self.takes("ORDER") {
            self.wants("BY")?;
            query.order_by = self.list(Self::order)?;
        }
        if self.takes("LIMIT") {
            query.limit = Some(self.count()?);
            if self.takes_sign(",") {
                query.offset = query.limit.replace(self.count()?).unwrap_or(0);
            }
        }
        if self.takes("OFFSET") {
            query.offset = self.count()?;
        }
        Ok(query)
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let mut entries = vec![read(self)?];
        while self.takes_sign(",") {
            entries.push(read(self)?);
        }
        Ok(entries)
    }

    fn count(&mut self) -> Result<usize, Fault> {
        match self.next() {
            Token::Number(number) => Ok(number as usize),
            _ => Err(Fault::new("After `LIMIT` and `OFFSET` there must be a number.")),
        }
    }

    fn order(&mut self) -> Result<(Expr, bool), Fault> {
        let value = self.expr()?;
        let is_falling = self.takes("DESC");
        if !is_falling {
            self.takes("ASC");
        }
        Ok((value, is_falling))
    }

    fn column(&mut self) -> Result<Column, Fault> {
        if self.takes_sign("*") {
            return Ok(Column::All(None));
        }
        if let Some(table) = self.all_of() {
            return Ok(Column::All(Some(table)));
        }
        let start = self.tokens[self.place].1;
        let value = self.expr()?;
        let written = self.text[start..self.tokens[self.place].1].trim().to_owned();
        let name = match (self.alias()?, &value) {
            (Some(alias), _) => alias,
            (None, Expr::Column(_, name)) => name.clone(),
            (None, _) => written,
        };
        Ok(Column::One { value, name })
    }

    /// `table.*`
    fn all_of(&mut self) -> Option<String> {
        let three: Vec<&Token> = self.tokens.iter().skip(self.place).take(3).map(|(token, _)| token).collect();
        let [Token::Word(table) | Token::Name(table), Token::Sign("."), Token::Sign("*")] = three.as_slice() else {
            return None;
        };
        let table = table.clone();
        self.place += 3;
        Some(table)
    }

    fn alias(&mut self) -> Result<Option<String>, Fault> {
        if self.takes("AS") {
            return match self.next() {
                Token::Word(name) | Token::Name(name) | Token::Text(name) => Ok(Some(name)),
                _ => Err(Fault::new("After `AS` there must be a name.")),
            };
        }
        let name = match self.peek() {
            Token::Name(name) => Some(name.clone()),
            Token::Word(word) if !RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word)) => {
                Some(word.clone())
            }
            _ => None,
        };
        self.place += usize::from(name.is_some());
        Ok(name)
    }

    fn source(&mut self) -> Result<Source, Fault> {
        if self.takes_sign("(") {
            let query = self.query()?;
            self.wants_sign(")")?;
            let alias = self.alias()?.unwrap_or_default();
            return Ok(Source { rows: Rows::Query(Box::new(query)), alias });
        }
        match self.next() {
            Token::Word(table) | Token::Name(table) => {
                let alias = self.alias()?.unwrap_or_else(|| table.clone());
                Ok(Source { rows: Rows::Table(table), alias })
            }
            _ => Err(Fault::new("After `FROM` and `JOIN` there must be the name of an input, such as `input1`.")),
        }
    }

    fn join(&mut self) -> Result<Option<Join>, Fault> {
        if self.takes_sign(",") {
            let source = self.source()?;
            return Ok(Some(Join { kind: JoinKind::Inner, source, on: On::Everything }));
        }
        let kind = match () {
            () if self.takes("LEFT") => JoinKind::Left,
            () if self.takes("RIGHT") => JoinKind::Right,
            () if self.takes("FULL") || self.takes("OUTER") => JoinKind::Outer,
            () if self.takes("INNER") || self.takes("CROSS") || self.is_word("JOIN") => JoinKind::Inner,
            () => return Ok(None),
        };
        self.takes("OUTER");
        self.wants("JOIN")?;
        let source = self.source()?;
        let on = if self.takes("ON") {
            On::Condition(self.expr()?)
        } else if self.takes("USING") {
            let has_bracket = self.takes_sign("(");
            let names = self.list(Self::name)?;
            if has_bracket {
                self.wants_sign(")")?;
            }
            On::Using(names)
        } else {
            On::Everything
        };
        Ok(Some(Join { kind, source, on }))
    }

    fn name(&mut self) -> Result<String, Fault> {
        match self.next() {
            Token::Word(name) | Token::Name(name) => Ok(name),
            _ => Err(Fault::new("A name is missing.")),
        }
    }
}
