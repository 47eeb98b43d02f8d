//! Reads the text of statements letter by letter: enough of SQL to know what is
//! code, what stands in quotes or comments, and where a statement ends.

use crate::dialect::Dialect;
use crate::error::{DatabaseError, ErrorKind};
use crate::statement::{Bound, Given};
use serde_json::Value;
use std::collections::HashMap;

/// Collects statements with their parameters.
pub(crate) struct Scanner<'a> {
    dialect: Dialect,
    given: &'a Given,
    done: Vec<Bound>,
    text: String,
    parameters: Vec<Value>,
    /// Numbers of the parameters that were named before, by their names.
    numbers: HashMap<String, usize>,
    /// How many `?` there were.
    questions: usize,
    /// Whether the statement has more than blanks and comments.
    has_code: bool,
    state: State,
}

/// Where in the text the scanner is.
enum State {
    Code,
    Literal(Literal),
    Name(char),
    LineComment,
    BlockComment(usize),
    Dollars(String),
}

/// A text in quotes.
struct Literal {
    quote: char,
    has_escapes: bool,
    /// Where it begins in the statement.
    start: usize,
    /// What it says, without quotes and escapes.
    content: String,
    /// Whether it holds an expression and becomes a parameter as a whole.
    is_bound: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(dialect: Dialect, given: &'a Given) -> Self {
        Self {
            dialect,
            given,
            done: Vec::new(),
            text: String::new(),
            parameters: Vec::new(),
            numbers: HashMap::new(),
            questions: 0,
            has_code: false,
            state: State::Code,
        }
    }

    /// Takes a part of the text.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), DatabaseError> {
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let length = match &self.state {
                State::Code => self.code(letter, rest)?,
                State::Literal(_) => self.in_literal(letter, rest),
                State::Name(quote) => {
                    let quote = *quote;
                    self.in_name(letter, rest, quote)
                }
                State::LineComment => {
                    if letter == '\n' {
                        self.state = State::Code;
                    }
                    self.push(&rest[..letter.len_utf8()])
                }
                State::BlockComment(depth) => {
                    let depth = *depth;
                    self.in_block_comment(rest, depth, letter)
                }
                State::Dollars(tag) => {
                    let tag = tag.clone();
                    self.in_dollars(rest, &tag, letter)
                }
            };
            rest = &rest[length..];
        }
        Ok(())
    }

    /// Takes what an expression gave.
    pub(crate) fn value(&mut self, value: &Value) -> Result<(), DatabaseError> {
        match &mut self.state {
            State::Code => {
                self.has_code = true;
                match value {
                    Value::Array(values) if self.is_in_list() => self.marks(values),
                    value => self.mark(value.clone()),
                }
            }
            State::Literal(literal) => {
                literal.is_bound = true;
                literal.content += &plain(value);
            }
            State::Name(quote) => {
                let quote = *quote;
                let name = name_of(value)?;
                self.text += &name.replace(quote, &format!("{quote}{quote}"));
            }
            State::LineComment | State::BlockComment(_) => {}
            State::Dollars(_) => {
                let message = "An expression stands within a text in dollar signs, where nothing can be bound.";
                return Err(DatabaseError::new(ErrorKind::Value, message));
            }
        }
        Ok(())
    }

    /// The statements.
    pub(crate) fn finish(mut self) -> Result<Vec<Bound>, DatabaseError> {
        if let State::Literal(Literal { is_bound: true, .. }) = self.state {
            return Err(DatabaseError::new(ErrorKind::Statement, "A text in quotes does not end."));
        }
        self.end_statement();
        Ok(self.done)
    }

    fn code(&mut self, letter: char, rest: &str) -> Result<usize, DatabaseError> {
        let is_comment = rest.starts_with("--") || (letter == '#' && self.dialect == Dialect::MySql);
        if is_comment {
            self.state = State::LineComment;
            return Ok(self.push(&rest[..1]));
        }
        if rest.starts_with("/*") {
            self.state = State::BlockComment(1);
            return Ok(self.push("/*"));
        }
        if letter == ';' && !self.is_definition() {
            self.end_statement();
            return Ok(1);
        }
        self.has_code |= !letter.is_whitespace();
        if self.opens_literal(letter) {
            self.open_literal(letter);
            return Ok(1);
        }
        if letter == '"' || letter == '`' {
            self.state = State::Name(letter);
            return Ok(self.push(&rest[..1]));
        }
        match letter {
            '$' => self.dollar(rest),
            '?' if self.dialect.has_question_marks() => self.question(),
            ':' => self.colon(rest),
            _ => Ok(self.push(&rest[..letter.len_utf8()])),
        }
    }

    fn push(&mut self, text: &str) -> usize {
        self.text += text;
        text.len()
    }

    fn opens_literal(&self, letter: char) -> bool {
        letter == '\'' || (letter == '"' && self.dialect == Dialect::MySql)
    }

    fn open_literal(&mut self, quote: char) {
        let before = self.text.as_bytes();
        let is_escape_string = self.dialect == Dialect::Postgres
            && before.last().is_some_and(|last| last.eq_ignore_ascii_case(&b'e'))
            && !before.len().checked_sub(2).is_some_and(|place| is_name_byte(before[place]));
        let start = self.text.len() - usize::from(is_escape_string);
        self.text.push(quote);
        let has_escapes = is_escape_string || self.dialect == Dialect::MySql;
        self.state = State::Literal(Literal { quote, has_escapes, start, content: String::new(), is_bound: false });
    }

    fn in_literal(&mut self, letter: char, rest: &str) -> usize {
        let State::Literal(literal) = &mut self.state else { return letter.len_utf8() };
        let next = rest[letter.len_utf8()..].chars().next();
        if letter == '\\' && literal.has_escapes {
            let Some(next) = next else { return self.push(&rest[..1]) };
            literal.content.push(unescaped(next));
            return self.push(&rest[..1 + next.len_utf8()]);
        }
        if letter == literal.quote {
            if next == Some(letter) {
                literal.content.push(letter);
                return self.push(&rest[..2]);
            }
            self.close_literal();
            return 1;
        }
        literal.content.push(letter);
        self.push(&rest[..letter.len_utf8()])
    }

    fn close_literal(&mut self) {
        let State::Literal(literal) = std::mem::replace(&mut self.state, State::Code) else { return };
        if !literal.is_bound {
            self.text.push(literal.quote);
            return;
        }
        self.text.truncate(literal.start);
        match self.take_type() {
            Some(kind) => {
                self.text += "CAST(";
                self.mark(literal.content.into());
                self.text += &format!(" AS {kind})");
            }
            None => self.mark(literal.content.into()),
        }
    }

    /// Takes a word such as `DATE` off the end, which may stand before a text in
    /// quotes but not before a parameter.
    fn take_type(&mut self) -> Option<String> {
        let known: &[(&str, &str)] = match self.dialect {
            Dialect::Postgres => &[
                ("DATE", "DATE"),
                ("TIME", "TIME"),
                ("TIMESTAMP", "TIMESTAMP"),
                ("TIMESTAMPTZ", "TIMESTAMPTZ"),
                ("INTERVAL", "INTERVAL"),
            ],
            Dialect::MySql => &[("DATE", "DATE"), ("TIME", "TIME"), ("TIMESTAMP", "DATETIME")],
            Dialect::Sqlite => &[],
        };
        let trimmed = self.text.trim_end();
        let word = last_word(trimmed);
        let (_, kind) = known.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
        let length = trimmed.len() - word.len();
        self.text.truncate(length);
        Some((*kind).to_owned())
    }

    fn in_name(&mut self, letter: char, rest: &str, quote: char) -> usize {
        let is_doubled = letter == quote && rest[1..].starts_with(quote);
        if letter == quote && !is_doubled {
            self.state = State::Code;
        }
        let length = if is_doubled { 2 } else { letter.len_utf8() };
        self.push(&rest[..length])
    }

    fn in_block_comment(&mut self, rest: &str, depth: usize, letter: char) -> usize {
        if rest.starts_with("*/") {
            self.state = if depth > 1 { State::BlockComment(depth - 1) } else { State::Code };
            return self.push("*/");
        }
        // Only PostgreSQL has comments within comments.
        if rest.starts_with("/*") && self.dialect == Dialect::Postgres {
            self.state = State::BlockComment(depth + 1);
            return self.push("/*");
        }
        self.push(&rest[..letter.len_utf8()])
    }

    fn in_dollars(&mut self, rest: &str, tag: &str, letter: char) -> usize {
        if rest.starts_with(tag) {
            self.state = State::Code;
            return self.push(&rest[..tag.len()]);
        }
        self.push(&rest[..letter.len_utf8()])
    }

    /// `$1`, `$1:name`, `$tag$` or a letter of a name.
    fn dollar(&mut self, rest: &str) -> Result<usize, DatabaseError> {
        if self.text.bytes().last().is_some_and(is_name_byte) {
            return Ok(self.push("$"));
        }
        let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            return self.numbered(&rest[..=digits], &rest[1 + digits..]);
        }
        let tag_length = rest[1..].bytes().take_while(|byte| is_name_byte(*byte) && *byte != b'$').count();
        if self.dialect == Dialect::Postgres && rest[1 + tag_length..].starts_with('$') {
            let tag = rest[..tag_length + 2].to_owned();
            let length = self.push(&tag);
            self.state = State::Dollars(tag);
            return Ok(length);
        }
        Ok(self.push("$"))
    }

    /// A parameter by its number, and how it is to be put in.
    fn numbered(&mut self, mark: &str, after: &str) -> Result<usize, DatabaseError> {
        let number: usize = mark[1..].parse().unwrap_or(usize::MAX);
        let Given::Listed(values) = self.given else {
            return Err(missing(mark, "the parameters are given by name"));
        };
        let value = number.checked_sub(1).and_then(|place| values.get(place));
        let value = value.ok_or_else(|| missing(mark, &counted(values.len())))?;
        let word = after.strip_prefix(':').map(|after| {
            let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
            &after[..length]
        });
        match word {
            Some("name" | "alias") => {
                let name = self.dialect.name(&name_of(value)?)?;
                self.text += &name;
            }
            Some("csv" | "list") => match value {
                Value::Array(values) => self.marks(values),
                value => self.mark(value.clone()),
            },
            Some("json") => self.mark(value.to_string().into()),
            Some(word @ ("raw" | "value")) => {
                let message = format!("`{mark}:{word}` would put raw text into the statement; values are only bound.");
                return Err(DatabaseError::new(ErrorKind::Refused, message));
            }
            _ => {
                self.named_mark(mark, value);
                return Ok(mark.len());
            }
        }
        Ok(mark.len() + 1 + word.map_or(0, str::len))
    }

    fn question(&mut self) -> Result<usize, DatabaseError> {
        self.questions += 1;
        let Given::Listed(values) = self.given else {
            return Err(missing("?", "the parameters are given by name"));
        };
        let place = self.questions - 1;
        let value =
            values.get(place).ok_or_else(|| missing(&format!("? number {}", place + 1), &counted(values.len())))?;
        self.mark(value.clone());
        Ok(1)
    }

    /// `:name`, a cast (`::`), or something else.
    fn colon(&mut self, rest: &str) -> Result<usize, DatabaseError> {
        if rest.starts_with("::") {
            return Ok(self.push("::"));
        }
        let length = rest[1..].bytes().take_while(|byte| is_name_byte(*byte)).count();
        let name = &rest[1..=length];
        match self.given {
            Given::Named(fields) if !name.is_empty() => match fields.get(name) {
                Some(value) => {
                    self.named_mark(&rest[..=length], value);
                    Ok(1 + length)
                }
                None => Ok(self.push(&rest[..=length])),
            },
            _ => Ok(self.push(":")),
        }
    }

    /// A parameter that may stand several times.
    fn named_mark(&mut self, name: &str, value: &Value) {
        match self.numbers.get(name) {
            Some(number) if self.dialect.has_numbered_marks() => {
                let mark = self.dialect.mark(*number);
                self.text += &mark;
            }
            _ => {
                self.mark(value.clone());
                self.numbers.insert(name.to_owned(), self.parameters.len());
            }
        }
    }

    fn mark(&mut self, value: Value) {
        self.parameters.push(value);
        let mark = self.dialect.mark(self.parameters.len());
        self.text += &mark;
    }

    /// A mark for each; of none `NULL`, which is in no list.
    fn marks(&mut self, values: &[Value]) {
        if values.is_empty() {
            self.text += "NULL";
        }
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                self.text += ", ";
            }
            self.mark(value.clone());
        }
    }

    /// Whether what comes next is the first thing behind `IN (`.
    fn is_in_list(&self) -> bool {
        let before = self.text.trim_end().strip_suffix('(').map(str::trim_end);
        before.is_some_and(|before| last_word(before).eq_ignore_ascii_case("in"))
    }

    /// Whether semicolons belong to the statement, as in the body of a trigger.
    fn is_definition(&self) -> bool {
        let text = self.text.trim_start();
        let mut words = text.split_whitespace().map(str::to_ascii_uppercase);
        words.next().as_deref() == Some("CREATE")
            && words.take(6).any(|word| matches!(word.as_str(), "TRIGGER" | "PROCEDURE" | "FUNCTION" | "EVENT"))
            && !text.trim_end().to_ascii_uppercase().ends_with("END")
            && text.to_ascii_uppercase().contains("BEGIN")
    }

    fn end_statement(&mut self) {
        let text = std::mem::take(&mut self.text);
        let parameters = std::mem::take(&mut self.parameters);
        self.numbers.clear();
        if std::mem::take(&mut self.has_code) {
            self.done.push(Bound { text: text.trim().to_owned(), parameters });
        }
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn last_word(text: &str) -> &str {
    let length = text.bytes().rev().take_while(|byte| is_name_byte(*byte)).count();
    &text[text.len() - length..]
}

fn unescaped(letter: char) -> char {
    match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        '0' => '\0',
        other => other,
    }
}

/// A value within a text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn name_of(value: &Value) -> Result<String, DatabaseError> {
    match value {
        Value::String(name) if !name.is_empty() && !name.contains('\0') => Ok(name.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => {
            let shown: String = other.to_string().chars().take(60).collect();
            Err(DatabaseError::new(ErrorKind::Value, format!("{shown} cannot be the name of a table or column.")))
        }
    }
}

fn missing(mark: &str, what: &str) -> DatabaseError {
    DatabaseError::new(ErrorKind::Value, format!("The statement asks for `{mark}`, but {what}."))
}

fn counted(count: usize) -> String {
    match count {
        0 => "no parameters are given".into(),
        1 => "only one parameter is given".into(),
        count => format!("only {count} parameters are given"),
    }
}
