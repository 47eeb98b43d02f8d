//! Reads the inside of `{{ … }}` into a tree: operators by binding power, and
//! what follows a value (members, calls).

mod arrow;
mod names;
mod primary;

use crate::ast::{Binary, Element, Expr, Kind, Logical, Root, Unary};
use crate::error::{ExpressionError, Fault};
use crate::methods;
use crate::token::{self, Spanned, Token};

/// How deep brackets and operators may hang inside each other.
const DEPTH_MAXIMUM: u16 = 64;
/// How many levels a tree may have; a sum of so many parts has as many.
const HEIGHT_MAXIMUM: u16 = 160;

/// An expression that was read, and what the template needs to know of it.
pub(crate) struct Parsed {
    pub(crate) expr: Expr,
    /// The names of the nodes it looks at, with their places.
    pub(crate) nodes: Vec<NodeName>,
    /// Names that mean nothing.
    pub(crate) problems: Vec<ExpressionError>,
    /// The place after the closing braces.
    pub(crate) end: usize,
}

/// The name of a node in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NodeName {
    pub(crate) name: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads the expression that starts at `from`, up to its `}}`.
pub(crate) fn expression(source: &str, from: usize) -> Result<Parsed, ExpressionError> {
    read(source, from).map_err(|error| match error.fault {
        Fault::Value => error.of(Fault::Syntax),
        _ => error,
    })
}

fn read(source: &str, from: usize) -> Result<Parsed, ExpressionError> {
    let current = token::next(source, from, true)?;
    let mut parser = Parser {
        source,
        current,
        previous_end: from,
        depth: 0,
        locals: Vec::new(),
        nodes: Vec::new(),
        problems: Vec::new(),
    };
    if parser.at_close() {
        let message = "There is nothing between `{{` and `}}`.";
        return Err(ExpressionError::new(message, "Write an expression such as `$json.name`.", from - 2, from));
    }
    let expr = parser.expression()?;
    // People end it like a statement now and then.
    let is_statement = parser.take(";")?;
    if !parser.at_close() {
        let error = parser.unexpected(from);
        return Err(if is_statement { error.of(Fault::Unknown) } else { error });
    }
    Ok(Parsed { expr, nodes: parser.nodes, problems: parser.problems, end: parser.current.end + 1 })
}

struct Parser<'s> {
    source: &'s str,
    current: Spanned,
    previous_end: usize,
    depth: u16,
    /// The parameters of the arrow functions around, outermost first.
    locals: Vec<Box<str>>,
    nodes: Vec<NodeName>,
    problems: Vec<ExpressionError>,
}

type Parse<T = Expr> = Result<T, ExpressionError>;

impl Parser<'_> {
    fn at_close(&self) -> bool {
        self.at("}") && self.source[self.current.end..].starts_with('}')
    }

    fn at(&self, sign: &str) -> bool {
        matches!(self.current.token, Token::Sign(found) if found == sign)
    }

    fn at_name(&self, name: &str) -> bool {
        matches!(&self.current.token, Token::Name(found) if found == name)
    }

    fn advance(&mut self) -> Parse<Spanned> {
        let operand = match &self.current.token {
            Token::Number(_) | Token::Text(_) | Token::Regex(..) | Token::Backtick => false,
            Token::Name(name) => matches!(name.as_str(), "typeof" | "in" | "return"),
            Token::Sign(sign) => !matches!(*sign, ")" | "]" | "}"),
            Token::End => true,
        };
        let next = token::next(self.source, self.current.end, operand)?;
        self.previous_end = self.current.end;
        Ok(std::mem::replace(&mut self.current, next))
    }

    /// Takes the sign if it is there.
    fn take(&mut self, sign: &str) -> Parse<bool> {
        let there = self.at(sign);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    fn expect(&mut self, sign: &str, opened: usize) -> Parse<()> {
        if self.take(sign)? { Ok(()) } else { Err(self.missing(sign, opened)) }
    }

    fn missing(&self, sign: &str, opened: usize) -> ExpressionError {
        let found = self.found();
        let message = format!("`{sign}` is missing before {found}.");
        // In the midst of it, this may be JavaScript that is not known here.
        let is_at_end = self.at_close() || self.current.token == Token::End;
        let fault = if is_at_end { Fault::Syntax } else { Fault::Unknown };
        ExpressionError::new(message, format!("Add `{sign}`."), opened, self.current.end.max(opened)).of(fault)
    }

    fn unexpected(&self, opened: usize) -> ExpressionError {
        let Spanned { token, start, end } = &self.current;
        if *token == Token::End {
            return ExpressionError::new(
                "The expression has no end.",
                "End it with `}}`.",
                opened.saturating_sub(2),
                *end,
            );
        }
        let assigns =
            matches!(token, Token::Sign("=" | "+=" | "-=" | "*=" | "/=" | "++" | "--" | "**=" | "&&=" | "||=" | "??="));
        if assigns {
            let hint = "To compare, write `===`. To set a field, use a Set fields node.";
            return ExpressionError::new("An expression cannot change a value.", hint, *start, *end).of(Fault::Unknown);
        }
        let message = format!("{} does not belong here.", capitalised(&self.found()));
        let may_be_javascript = match token {
            Token::Backtick => true,
            Token::Sign(sign) => matches!(*sign, ";" | "=>" | "," | "..."),
            Token::Name(name) => matches!(name.as_str(), "instanceof" | "of"),
            _ => false,
        };
        let fault = if may_be_javascript { Fault::Unknown } else { Fault::Syntax };
        ExpressionError::new(message, "An operator or a comma may be missing before it.", *start, *end).of(fault)
    }

    /// The current token in words.
    fn found(&self) -> String {
        match &self.current.token {
            Token::End => "the end".into(),
            _ if self.at_close() => "`}}`".into(),
            _ => format!("`{}`", &self.source[self.current.start..self.current.end]),
        }
    }

    fn make(&self, kind: Kind, start: usize, below: u16) -> Parse {
        let (start, end) = (start, self.previous_end.max(start));
        if below >= HEIGHT_MAXIMUM {
            let hint = "Split it over several fields, or join a list with `.join('')`.";
            return Err(ExpressionError::new("The expression has too many parts inside each other.", hint, start, end)
                .of(Fault::Unknown));
        }
        Ok(Expr { kind, start: start as u32, end: end as u32, height: below + 1 })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth >= DEPTH_MAXIMUM {
            let Spanned { start, end, .. } = self.current;
            let hint = "Split it over several fields.";
            return Err(
                ExpressionError::new("The expression is nested too deeply.", hint, start, end).of(Fault::Unknown)
            );
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Parse {
        self.deeper(|parser| match parser.arrow()? {
            Some(arrow) => Ok(arrow),
            None => parser.conditional(),
        })
    }

    fn conditional(&mut self) -> Parse {
        let start = self.current.start;
        let condition = self.operators(0)?;
        if !self.take("?")? {
            return Ok(condition);
        }
        let yes = self.expression()?;
        self.expect(":", start)?;
        let no = self.expression()?;
        let below = Expr::height_of([&condition, &yes, &no]);
        self.make(Kind::Conditional(Box::new([condition, yes, no])), start, below)
    }

    fn operators(&mut self, least: u8) -> Parse {
        let start = self.current.start;
        let mut left = self.unary()?;
        while let Some((operator, power)) = self.operator()? {
            if power < least {
                break;
            }
            self.advance()?;
            let is_power = matches!(operator, Operator::Binary(Binary::Power));
            let next = if is_power { power } else { power + 1 };
            let right = self.deeper(|parser| parser.operators(next))?;
            let below = left.height.max(right.height);
            let kind = match operator {
                Operator::Binary(binary) => Kind::Binary(binary, Box::new(left), Box::new(right)),
                Operator::Logical(logical) => Kind::Logical(logical, Box::new(left), Box::new(right)),
            };
            left = self.make(kind, start, below)?;
        }
        Ok(left)
    }

    /// The operator that stands here, and how strongly it binds.
    fn operator(&self) -> Parse<Option<(Operator, u8)>> {
        use Operator::{Binary as B, Logical as L};
        let found = match &self.current.token {
            Token::Sign(sign) => match *sign {
                "??" => (L(Logical::Nullish), 1),
                "||" => (L(Logical::Or), 2),
                "&&" => (L(Logical::And), 3),
                "==" => (B(Binary::Equal), 7),
                "!=" => (B(Binary::NotEqual), 7),
                "===" => (B(Binary::Same), 7),
                "!==" => (B(Binary::NotSame), 7),
                "<" => (B(Binary::Less), 8),
                "<=" => (B(Binary::LessOrEqual), 8),
                ">" => (B(Binary::Greater), 8),
                ">=" => (B(Binary::GreaterOrEqual), 8),
                "+" => (B(Binary::Add), 10),
                "-" => (B(Binary::Subtract), 10),
                "*" => (B(Binary::Multiply), 11),
                "/" => (B(Binary::Divide), 11),
                "%" => (B(Binary::Remainder), 11),
                "**" => (B(Binary::Power), 12),
                "&" | "|" | "^" | "~" | "<<" | ">>" | ">>>" => return Err(self.bitwise(sign)),
                _ => return Ok(None),
            },
            Token::Name(name) if name == "in" => (B(Binary::In), 8),
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn bitwise(&self, sign: &str) -> ExpressionError {
        let hint = match sign {
            "&" => "For “and” write `&&`.",
            "|" => "For “or” write `||`. Filters after `|` do not exist; call a method such as `.toUpperCase()`.",
            _ => "Use a Script node for work on bits.",
        };
        let Spanned { start, end, .. } = self.current;
        ExpressionError::new(format!("The operator `{sign}` is not supported."), hint, start, end).of(Fault::Unknown)
    }

    fn unary(&mut self) -> Parse {
        let start = self.current.start;
        let operator = match &self.current.token {
            Token::Sign("!") => Unary::Not,
            Token::Sign("-") => Unary::Minus,
            Token::Sign("+") => Unary::Plus,
            Token::Name(name) if name == "typeof" => Unary::TypeOf,
            _ => return self.postfix(),
        };
        self.advance()?;
        let operand = self.deeper(Self::unary)?;
        let below = operand.height;
        self.make(Kind::Unary(operator, Box::new(operand)), start, below)
    }

    fn postfix(&mut self) -> Parse {
        let start = self.current.start;
        let mut value = self.primary()?;
        let mut is_chain = false;
        loop {
            let optional = self.take("?.")?;
            is_chain |= optional;
            if self.at("(") {
                value = self.call(value, start, optional)?;
            } else if self.at("[") {
                value = self.index(value, start, optional)?;
            } else if optional || self.take(".")? {
                value = self.member(value, start, optional)?;
            } else {
                break;
            }
        }
        if !is_chain {
            return Ok(value);
        }
        let below = value.height;
        self.make(Kind::Chain(Box::new(value)), start, below)
    }

    fn member(&mut self, object: Expr, start: usize, optional: bool) -> Parse {
        let Token::Name(name) = &self.current.token else {
            let message = format!("The name of a field is missing before {}.", self.found());
            let hint = "Write `.name`, or `[\"a name\"]` if it holds blanks or signs.";
            return Err(ExpressionError::new(message, hint, start, self.current.end));
        };
        let name = name.as_str().into();
        self.advance()?;
        let below = object.height;
        self.make(Kind::Member { object: Box::new(object), name, optional }, start, below)
    }

    fn index(&mut self, object: Expr, start: usize, optional: bool) -> Parse {
        let opened = self.advance()?.start;
        let index = self.expression()?;
        self.expect("]", opened)?;
        let below = object.height.max(index.height);
        // `$item(0).$node["Name"]` names a node.
        if matches!(&object.kind, Kind::Member { name, .. } if **name == *"$node")
            && let Kind::Text(name) = &index.kind
        {
            let (start, end) = (index.start as usize, index.end as usize);
            self.nodes.push(NodeName { name: name.to_string(), start, end });
        }
        // `a["b"]` is `a.b`: the name is known now.
        let kind = match index.kind {
            Kind::Text(name) => Kind::Member { object: Box::new(object), name, optional },
            _ => Kind::Index { object: Box::new(object), index: Box::new(index), optional },
        };
        self.make(kind, start, below)
    }

    fn call(&mut self, callee: Expr, start: usize, optional_call: bool) -> Parse {
        let Kind::Member { object, name, optional } = callee.kind else {
            let hint = "Only methods and the functions of the reference can be called.";
            let (start, end) = (start, self.current.end);
            return Err(ExpressionError::new("This cannot be called.", hint, start, end).of(Fault::Unknown));
        };
        if matches!(&*name, "apply" | "bind" | "call") {
            let message = format!("`{name}` is for functions.");
            let hint = "Call the function itself; `...` puts in the entries of a list.";
            return Err(ExpressionError::new(message, hint, start, self.current.end).of(Fault::Unknown));
        }
        self.check_method(&object, &name, callee.end as usize);
        let arguments = self.arguments()?;
        let below = Expr::height_of(arguments.iter().map(Element::expr)).max(object.height);
        self.make(Kind::Method { object, name, arguments, optional, optional_call }, start, below)
    }

    /// There are no methods but the built-in ones, so a slip shows before it runs.
    fn check_method(&mut self, object: &Expr, name: &str, end: usize) {
        let namespace = match object.kind {
            Kind::Root(Root::Namespace(namespace)) => Some(namespace),
            _ => None,
        };
        if let Some(mut error) = methods::missing(namespace, name).filter(|error| error.fault != Fault::Unknown) {
            (error.start, error.end) = (end.saturating_sub(name.len()), end);
            self.problems.push(error);
        }
    }

    fn arguments(&mut self) -> Parse<Vec<Element>> {
        let opened = self.current.start;
        self.advance()?;
        self.elements(")", opened)
    }

    /// Entries parted by commas, up to the closing sign.
    fn elements(&mut self, close: &str, opened: usize) -> Parse<Vec<Element>> {
        let mut elements = Vec::new();
        while !self.take(close)? {
            let spread = self.take("...")?;
            let value = self.expression()?;
            elements.push(if spread { Element::Spread(value) } else { Element::One(value) });
            if !self.take(",")? && !self.at(close) {
                return Err(self.missing(close, opened));
            }
        }
        Ok(elements)
    }
}

enum Operator {
    Binary(Binary),
    Logical(Logical),
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
