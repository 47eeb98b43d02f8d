//! Reads what stands for itself: literals, names, brackets.

use super::names::{self, Meaning};
use super::{NodeName, Parse, Parser};
use crate::ast::{Element, Entry, Expr, Function, Kind, Pattern, Root};
use crate::error::{ExpressionError, Fault};
use crate::suggest::closest;
use crate::token::{self, Spanned, Token};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parse {
        let start = self.current.start;
        match &self.current.token {
            Token::Backtick => self.join(start),
            Token::Sign("(") => self.group(),
            Token::Sign("[") => self.array(),
            Token::Sign("{") => self.object(),
            Token::Name(_) => self.name(),
            Token::Number(_) | Token::Text(_) | Token::Regex(..) => {
                let Spanned { token, start, end } = self.advance()?;
                let kind = match token {
                    Token::Number(value) => Kind::Number(value),
                    Token::Text(value) => Kind::Text(value.into()),
                    Token::Regex(source, flags) => Kind::Regex(Box::new(pattern(&source, &flags, start, end)?)),
                    _ => Kind::Undefined,
                };
                self.make(kind, start, 0)
            }
            Token::Sign("++" | "--") | Token::End => Err(self.unexpected(start)),
            Token::Sign(sign @ "~") => Err(self.bitwise(sign)),
            // A list may have holes, a function any number of parameters.
            Token::Sign("," | "...") => Err(self.unexpected(start)),
            Token::Sign(_) => {
                let message = format!("A value is missing before {}.", self.found());
                let hint = "Write a value such as `$json.name`, 12 or \"text\".";
                Err(ExpressionError::new(message, hint, start, self.current.end))
            }
        }
    }

    fn group(&mut self) -> Parse {
        let opened = self.advance()?.start;
        let value = self.expression()?;
        self.expect(")", opened)?;
        Ok(value)
    }

    fn array(&mut self) -> Parse {
        let opened = self.advance()?.start;
        let elements = self.elements("]", opened)?;
        let below = Expr::height_of(elements.iter().map(Element::expr));
        self.make(Kind::Array(elements), opened, below)
    }

    fn object(&mut self) -> Parse {
        let opened = self.advance()?.start;
        let mut entries = Vec::new();
        let mut below = 0;
        while !self.take("}")? {
            let entry = self.entry()?;
            below = below.max(match &entry {
                Entry::Named(_, value) | Entry::Spread(value) => value.height,
                Entry::Computed(name, value) => name.height.max(value.height),
            });
            entries.push(entry);
            if !self.take(",")? && !self.at("}") {
                return Err(self.missing("}", opened));
            }
        }
        self.make(Kind::Object(entries), opened, below)
    }

    fn entry(&mut self) -> Parse<Entry> {
        if self.take("...")? {
            return Ok(Entry::Spread(self.expression()?));
        }
        if self.at("[") {
            let opened = self.advance()?.start;
            let name = self.expression()?;
            self.expect("]", opened)?;
            self.expect(":", opened)?;
            return Ok(Entry::Computed(name, self.expression()?));
        }
        let Spanned { token, start, .. } = self.current.clone();
        let name: Box<str> = match token {
            Token::Name(name) => {
                // `{ name }` is short for `{ name: name }`.
                let after = token::next(self.source, self.current.end, false)?;
                if matches!(after.token, Token::Sign("," | "}")) {
                    return Ok(Entry::Named(name.into(), self.name()?));
                }
                name.into()
            }
            Token::Text(name) => name.into(),
            Token::Number(number) => crate::convert::number_text(number).into(),
            _ => {
                let message = format!("The name of a field is missing before {}.", self.found());
                return Err(ExpressionError::new(message, "Write `{ name: value }`.", start, self.current.end));
            }
        };
        self.advance()?;
        self.expect(":", start)?;
        Ok(Entry::Named(name, self.expression()?))
    }

    /// A text in backticks. The current token is its first backtick.
    fn join(&mut self, start: usize) -> Parse {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut at = self.current.end;
        loop {
            let rest = &self.source[at..];
            if rest.starts_with('`') {
                break;
            } else if rest.starts_with("${") {
                parts.extend(self.text_part(&mut text, at)?);
                self.current = token::next(self.source, at + 2, true)?;
                parts.push(self.expression()?);
                if !self.at("}") {
                    return Err(self.missing("}", at));
                }
                at = self.current.end;
            } else if rest.starts_with('\\') {
                at = token::escape(self.source, at, &mut text)?;
            } else if let Some(letter) = rest.chars().next() {
                text.push(letter);
                at += letter.len_utf8();
            } else {
                let message = "The text that starts with ` has no end.";
                return Err(ExpressionError::new(message, "End it with `.", start, self.source.len()));
            }
        }
        parts.extend(self.text_part(&mut text, at)?);
        self.previous_end = at + 1;
        self.current = token::next(self.source, at + 1, false)?;
        let below = Expr::height_of(&parts);
        self.make(Kind::Join(parts), start, below)
    }

    fn text_part(&self, text: &mut String, at: usize) -> Parse<Option<Expr>> {
        if text.is_empty() {
            return Ok(None);
        }
        let kind = Kind::Text(std::mem::take(text).into());
        self.make(kind, at, 0).map(Some)
    }

    fn name(&mut self) -> Parse {
        let Spanned { token: Token::Name(name), start, end } = self.advance()? else {
            return Err(self.unexpected(self.current.start));
        };
        if let Some(place) = self.locals.iter().rposition(|local| **local == *name) {
            return self.make(Kind::Local(place), start, 0);
        }
        match name.as_str() {
            "true" => self.make(Kind::Bool(true), start, 0),
            "false" => self.make(Kind::Bool(false), start, 0),
            "null" => self.make(Kind::Null, start, 0),
            "undefined" => self.make(Kind::Undefined, start, 0),
            "$" => self.node(start),
            "$node" if self.at(".") => self.node_member(start),
            "$node" if self.at("[") => self.node_in_brackets(start),
            "$node" => self.make(Kind::Root(Root::Nodes), start, 0),
            "$item" if self.at("(") => self.function(Function::ItemAt, start),
            "new" if self.at_name("Date") => {
                self.advance()?;
                self.function(Function::Date, start)
            }
            _ => match names::meaning(&name) {
                Some(Meaning::Root(root)) => self.make(Kind::Root(root), start, 0),
                Some(Meaning::Function(function)) => self.function(function, start),
                None => self.unknown(&name, start, end),
            },
        }
    }

    /// A name that means nothing here is undefined in JavaScript; words of its
    /// grammar are left to a sandbox.
    fn unknown(&mut self, name: &str, start: usize, end: usize) -> Parse {
        if let Some(advice) = names::refusal(name) {
            let message = format!("`{name}` cannot be used in an expression.");
            let fault = if name == "$secrets" { Fault::Data } else { Fault::Unknown };
            return Err(ExpressionError::new(message, advice, start, end).of(fault));
        }
        let candidates = names::ALL.iter().copied().chain(self.locals.iter().map(AsRef::as_ref));
        let hint = match closest(name, candidates) {
            Some(close) => format!("Did you mean `{close}`?"),
            None => format!("For a field of the item write `$json.{name}`, for a text put it in quotes."),
        };
        let error = ExpressionError::new(format!("There is no `{name}`."), hint, start, end);
        self.problems.push(error.clone());
        self.make(Kind::Missing(Box::new(error)), start, 0)
    }

    fn function(&mut self, function: Function, start: usize) -> Parse {
        if self.at("(") {
            let arguments = self.arguments()?;
            let below = Expr::height_of(arguments.iter().map(Element::expr));
            return self.make(Kind::Call { function, arguments }, start, below);
        }
        match names::namespace_of(function).filter(|_| self.at(".")) {
            Some(namespace) => self.make(Kind::Root(Root::Namespace(namespace)), start, 0),
            None => self.make(Kind::Named(function), start, 0),
        }
    }

    /// `$node.Name`.
    fn node_member(&mut self, start: usize) -> Parse {
        self.advance()?;
        let Spanned { token: Token::Name(name), start: name_start, end } = self.advance()? else {
            return Err(self.unexpected(start));
        };
        self.nodes.push(NodeName { name: name.clone(), start: name_start, end });
        self.make(Kind::Root(Root::NodeAt(name.into())), start, 0)
    }

    /// `$node["Name"]`.
    fn node_in_brackets(&mut self, start: usize) -> Parse {
        let opened = self.advance()?.start;
        let name = self.expression()?;
        self.expect("]", opened)?;
        let nodes = self.make(Kind::Root(Root::Nodes), start, 0)?;
        match self.known_name(name) {
            Ok(name) => self.make(Kind::Root(Root::NodeAt(name)), start, 0),
            Err(name) => {
                let below = name.height;
                let kind = Kind::Index { object: Box::new(nodes), index: Box::new(name), optional: false };
                self.make(kind, start, below)
            }
        }
    }

    /// `$('Name')`: the name is mostly a text, so that renaming a node can mend it
    /// and a check can find it.
    fn node(&mut self, start: usize) -> Parse {
        self.expect("(", start)?;
        if self.at(")") {
            let hint = "Write `$('Name of the node')`.";
            return Err(ExpressionError::new("The name of the node is missing.", hint, start, self.current.end));
        }
        let name = self.expression()?;
        self.expect(")", start)?;
        match self.known_name(name) {
            Ok(name) => self.make(Kind::Root(Root::Node(name)), start, 0),
            Err(name) => {
                let below = name.height;
                self.make(Kind::NodeOf(Box::new(name)), start, below)
            }
        }
    }

    /// The name of a node if it is a text, which is then remembered.
    pub(super) fn known_name(&mut self, name: Expr) -> Result<Box<str>, Expr> {
        let (start, end) = (name.start as usize, name.end as usize);
        let text = match name.kind {
            Kind::Text(text) => text,
            Kind::Join(parts) => match parts.as_slice() {
                [Expr { kind: Kind::Text(text), .. }] => text.clone(),
                _ => return Err(Expr { kind: Kind::Join(parts), ..name }),
            },
            kind => return Err(Expr { kind, ..name }),
        };
        self.nodes.push(NodeName { name: text.to_string(), start, end });
        Ok(text)
    }
}

fn pattern(source: &str, flags: &str, start: usize, end: usize) -> Parse<Pattern> {
    let wrong = |message: String, hint: &str| ExpressionError::new(message, hint, start, end);
    if flags.contains('i') && !source.is_ascii() {
        // The case of letters beyond ASCII is not known here.
        return Err(wrong("The flag `i` works on plain letters only.".into(), crate::regex::HINT).of(Fault::Unknown));
    }
    let mut options = String::new();
    for flag in flags.chars() {
        match flag {
            'i' | 'm' | 's' => options.push(flag),
            'g' | 'u' => {}
            other => {
                return Err(wrong(
                    format!("The flag `{other}` of the regular expression is not supported."),
                    "Use g, i, m, s or u.",
                )
                .of(Fault::Unknown));
            }
        }
    }
    let prefix = if options.is_empty() { String::new() } else { format!("(?{options})") };
    let regex =
        crate::regex::compile(&format!("{prefix}{}", crate::regex::from_javascript(source))).map_err(|reason| {
            wrong(format!("The regular expression cannot be used: {reason}."), crate::regex::HINT).of(Fault::Unknown)
        })?;
    Ok(Pattern { regex, source: source.into(), global: flags.contains('g') })
}
