//! Reads JMESPath: `orders[?total > `10`].{id: id, sum: total} | [0]`.

use super::QueryError;
use serde_json::Value;

/// A JMESPath expression.
#[derive(Debug)]
pub(super) enum Jmes {
    Current,
    Field(String),
    Literal(Value),
    Index(i64),
    Slice([Option<i64>; 3]),
    /// One applied to what the other gives.
    Then(Box<Jmes>, Box<Jmes>),
    /// The right one applied to each entry of what the left one gives.
    Each(Box<Jmes>, Box<Jmes>),
    /// The same for the values of an object.
    EachValue(Box<Jmes>, Box<Jmes>),
    /// The lists in a list joined.
    Flatten(Box<Jmes>),
    /// The entries for which the condition holds.
    Filter(Box<Jmes>, Box<Jmes>, Box<Jmes>),
    List(Vec<Jmes>),
    Object(Vec<(String, Jmes)>),
    Or(Box<Jmes>, Box<Jmes>),
    And(Box<Jmes>, Box<Jmes>),
    Not(Box<Jmes>),
    Compare(&'static str, Box<Jmes>, Box<Jmes>),
    Call(String, Vec<Jmes>),
    /// `&expression`, handed to a function.
    Reference(Box<Jmes>),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    Quoted(String),
    Literal(Value),
    Number(i64),
    Sign(&'static str),
    End,
}

/// Signs, longest first.
const SIGNS: &[&str] = &[
    "[?", "[]", "||", "&&", "==", "!=", "<=", ">=", "[", "]", "{", "}", "(", ")", ".", "*", ",", ":", "@", "&", "|",
    "<", ">", "!", "-",
];

type Parse<T = Jmes> = Result<T, QueryError>;

/// Reads a whole query.
pub(super) fn parse(query: &str) -> Parse {
    let mut parser = Parser { tokens: tokens(query)?, at: 0, query };
    let expression = parser.expression(0)?;
    if *parser.peek() == Token::End { Ok(expression) } else { Err(parser.wrong()) }
}

fn broken(query: &str) -> QueryError {
    let hint = "Write for example `orders[?total > `10`].id`; texts stand in single quotes.";
    QueryError::new(format!("The JMESPath `{query}` cannot be read."), hint)
}

fn tokens(query: &str) -> Parse<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = query.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first).ok_or_else(|| broken(query))?;
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    tokens.push(Token::End);
    Ok(tokens)
}

fn token(rest: &str, first: char) -> Option<(Token, usize)> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    match first {
        '"' => {
            let end = closing(rest, '"')?;
            Some((Token::Quoted(serde_json::from_str(&rest[..=end]).ok()?), end + 1))
        }
        '\'' => {
            let end = closing(rest, '\'')?;
            Some((Token::Literal(Value::String(rest[1..end].replace("\\'", "'").replace("\\\\", "\\"))), end + 1))
        }
        '`' => {
            let end = closing(rest, '`')?;
            let text = rest[1..end].replace("\\`", "`");
            let text = text.trim_start();
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
            Some((Token::Literal(value), end + 1))
        }
        digit
            if digit.is_ascii_digit()
                || (digit == '-' && rest[1..].starts_with(|next: char| next.is_ascii_digit())) =>
        {
            let length = 1 + rest[1..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len() - 1);
            Some((Token::Number(rest[..length].parse().ok()?), length))
        }
        letter if letter.is_ascii_alphabetic() || letter == '_' => {
            let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
            Some((Token::Name(rest[..length].to_owned()), length))
        }
        _ => SIGNS.iter().find(|sign| rest.starts_with(**sign)).map(|sign| (Token::Sign(sign), sign.len())),
    }
}

/// Where the closing mark stands.
fn closing(rest: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    rest.char_indices().skip(1).find_map(|(at, letter)| {
        let is_end = letter == mark && !escaped;
        escaped = letter == '\\' && !escaped;
        is_end.then_some(at)
    })
}

struct Parser<'q> {
    tokens: Vec<Token>,
    at: usize,
    query: &'q str,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn at_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(found) if *found == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let there = self.at_sign(sign);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, sign: &str) -> Parse<()> {
        if self.take(sign) { Ok(()) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> QueryError {
        broken(self.query)
    }

    /// How strongly the sign that stands here binds.
    fn power(&self) -> u8 {
        match self.peek() {
            Token::Sign(sign) => match *sign {
                "|" => 1,
                "||" => 2,
                "&&" => 3,
                "==" | "!=" | "<" | "<=" | ">" | ">=" => 5,
                "[]" => 9,
                "*" => 20,
                "[?" => 21,
                "." => 40,
                "{" => 50,
                "[" => 55,
                "(" => 60,
                _ => 0,
            },
            _ => 0,
        }
    }

    fn expression(&mut self, least: u8) -> Parse {
        let mut left = self.start()?;
        while self.power() > least {
            left = self.follow(left)?;
        }
        Ok(left)
    }

    /// What an expression starts with.
    fn start(&mut self) -> Parse {
        match self.next() {
            Token::Literal(value) => Ok(Jmes::Literal(value)),
            Token::Name(name) if self.at_sign("(") => self.call(name),
            Token::Name(name) | Token::Quoted(name) => Ok(Jmes::Field(name)),
            Token::Sign("@") => Ok(Jmes::Current),
            Token::Sign("!") => Ok(Jmes::Not(Box::new(self.expression(45)?))),
            Token::Sign("&") => Ok(Jmes::Reference(Box::new(self.expression(0)?))),
            Token::Sign("*") => Ok(Jmes::EachValue(Box::new(Jmes::Current), Box::new(self.projected(20)?))),
            Token::Sign("[]") => {
                let flat = Jmes::Flatten(Box::new(Jmes::Current));
                Ok(Jmes::Each(Box::new(flat), Box::new(self.projected(9)?)))
            }
            Token::Sign("[?") => self.filter(Jmes::Current),
            Token::Sign("{") => self.object(),
            Token::Sign("[") => self.bracket(),
            Token::Sign("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                // In brackets a projection ends: it is one value from here on.
                Ok(Jmes::Then(Box::new(inner), Box::new(Jmes::Current)))
            }
            _ => Err(self.wrong()),
        }
    }

    /// What follows an expression.
    fn follow(&mut self, left: Jmes) -> Parse {
        let left = Box::new(left);
        let Token::Sign(sign) = self.next() else { return Err(self.wrong()) };
        Ok(match sign {
            "|" => {
                let whole = Jmes::Then(left, Box::new(Jmes::Current));
                Jmes::Then(Box::new(whole), Box::new(self.expression(1)?))
            }
            "||" => Jmes::Or(left, Box::new(self.expression(2)?)),
            "&&" => Jmes::And(left, Box::new(self.expression(3)?)),
            "==" | "!=" | "<" | "<=" | ">" | ">=" => Jmes::Compare(sign, left, Box::new(self.expression(5)?)),
            "." if self.take("*") => Jmes::EachValue(left, Box::new(self.projected(20)?)),
            "." => {
                let right = self.dotted(40)?;
                Jmes::Then(left, Box::new(right))
            }
            "[]" => {
                let right = self.projected(9)?;
                Jmes::Each(Box::new(Jmes::Flatten(left)), Box::new(right))
            }
            "[?" => self.filter(*left)?,
            "[" => self.index(*left)?,
            _ => return Err(self.wrong()),
        })
    }

    /// What is applied to each entry of a projection.
    fn projected(&mut self, power: u8) -> Parse {
        if self.power() < 10 {
            return Ok(Jmes::Current);
        }
        match self.peek() {
            Token::Sign("[" | "[?") => self.expression(power),
            Token::Sign(".") => {
                self.at += 1;
                if self.at_sign("*") {
                    return self.expression(power);
                }
                self.dotted(power)
            }
            _ => Err(self.wrong()),
        }
    }

    /// What may stand after a dot.
    fn dotted(&mut self, power: u8) -> Parse {
        match self.peek() {
            Token::Name(_) | Token::Quoted(_) | Token::Sign("*") => self.expression(power),
            Token::Sign("[") => {
                self.at += 1;
                self.list()
            }
            Token::Sign("{") => {
                self.at += 1;
                self.object()
            }
            _ => Err(self.wrong()),
        }
    }

    fn filter(&mut self, left: Jmes) -> Parse {
        let condition = self.expression(0)?;
        self.expect("]")?;
        let right = if self.at_sign("[]") { Jmes::Current } else { self.projected(21)? };
        Ok(Jmes::Filter(Box::new(left), Box::new(condition), Box::new(right)))
    }

    /// `[` at the start: an index, a slice, `[*]` or a list of expressions.
    fn bracket(&mut self) -> Parse {
        let is_index = matches!(self.peek(), Token::Number(_) | Token::Sign(":"));
        let is_star = self.at_sign("*") && matches!(self.tokens.get(self.at + 1), Some(Token::Sign("]")));
        if is_index || is_star { self.index(Jmes::Current) } else { self.list() }
    }

    fn index(&mut self, left: Jmes) -> Parse {
        if self.take("*") {
            self.expect("]")?;
            return Ok(Jmes::Each(Box::new(left), Box::new(self.projected(20)?)));
        }
        let mut parts = [None; 3];
        let mut place = 0;
        while !self.take("]") {
            match self.next() {
                Token::Number(number) => parts[place] = Some(number),
                Token::Sign(":") if place < 2 => place += 1,
                _ => return Err(self.wrong()),
            }
        }
        if place > 0 {
            let slice = Jmes::Then(Box::new(left), Box::new(Jmes::Slice(parts)));
            return Ok(Jmes::Each(Box::new(slice), Box::new(self.projected(20)?)));
        }
        let index = parts[0].ok_or_else(|| self.wrong())?;
        Ok(Jmes::Then(Box::new(left), Box::new(Jmes::Index(index))))
    }

    fn list(&mut self) -> Parse {
        let mut entries = Vec::new();
        loop {
            entries.push(self.expression(0)?);
            if !self.take(",") {
                self.expect("]")?;
                return Ok(Jmes::List(entries));
            }
        }
    }

    fn object(&mut self) -> Parse {
        let mut fields = Vec::new();
        loop {
            let (Token::Name(name) | Token::Quoted(name)) = self.next() else { return Err(self.wrong()) };
            self.expect(":")?;
            fields.push((name, self.expression(0)?));
            if !self.take(",") {
                self.expect("}")?;
                return Ok(Jmes::Object(fields));
            }
        }
    }

    fn call(&mut self, name: String) -> Parse {
        self.expect("(")?;
        let mut arguments = Vec::new();
        while !self.take(")") {
            arguments.push(self.expression(0)?);
            if !self.take(",") && !self.at_sign(")") {
                return Err(self.wrong());
            }
        }
        Ok(Jmes::Call(name, arguments))
    }
}
