//! A compiled expression. Names are resolved when it is read: what is left to do
//! for each item is to walk the tree.

use crate::error::ExpressionError;
use regex_lite::Regex;

/// An expression and where it stands in the template.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: Kind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How many levels hang below it; bounded, so that walking the tree is safe.
    pub(crate) height: u16,
}

/// What an expression is.
#[derive(Debug)]
pub(crate) enum Kind {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
    Regex(Box<Pattern>),
    /// A text in backticks: its parts in order.
    Join(Vec<Expr>),
    Array(Vec<Element>),
    Object(Vec<Entry>),
    Root(Root),
    /// A parameter of an arrow function, by its place on the stack of locals.
    Local(usize),
    Member {
        object: Box<Expr>,
        name: Box<str>,
        optional: bool,
    },
    Index {
        object: Box<Expr>,
        index: Box<Expr>,
        optional: bool,
    },
    /// A method of a value: `object.name(arguments)`.
    Method {
        object: Box<Expr>,
        name: Box<str>,
        arguments: Vec<Element>,
        /// `object?.name()`.
        optional: bool,
        /// `object.name?.()`.
        optional_call: bool,
    },
    /// A function that belongs to no value: `$if(…)`, `parseInt(…)`.
    Call {
        function: Function,
        arguments: Vec<Element>,
    },
    /// Where a `?.` inside stops, if it stops.
    Chain(Box<Expr>),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    Logical(Logical, Box<Expr>, Box<Expr>),
    Conditional(Box<[Expr; 3]>),
    Arrow(Box<Arrow>),
    /// `$(name)`, with a name that is not known yet.
    NodeOf(Box<Expr>),
    /// A name that means nothing; JavaScript calls it undefined.
    Missing(Box<ExpressionError>),
    /// A function by its name, to be handed to a method: `.map(Number)`.
    Named(Function),
}

/// A regular expression with its flags.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) regex: Regex,
    pub(crate) source: Box<str>,
    pub(crate) global: bool,
}

/// An entry of a list or of arguments.
#[derive(Debug)]
pub(crate) enum Element {
    One(Expr),
    /// `...list`.
    Spread(Expr),
}

/// An entry of an object.
#[derive(Debug)]
pub(crate) enum Entry {
    Named(Box<str>, Expr),
    /// `[name]: value`.
    Computed(Expr, Expr),
    /// `...object`.
    Spread(Expr),
}

/// A name that is known everywhere.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Root {
    Json,
    Item,
    ItemIndex,
    Binary,
    Input,
    Now,
    Today,
    /// `$('Name')`.
    Node(Box<str>),
    /// `$node["Name"]`.
    NodeAt(Box<str>),
    /// `$node`, with the name still to come.
    Nodes,
    /// What the world knows: `$run`, `$vars` …
    Global(&'static str),
    /// `Math`, `JSON`, `Object` …
    Namespace(Namespace),
    Infinity,
    NotANumber,
}

/// A name with functions in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    Math,
    Json,
    Object,
    Array,
    Number,
    Text,
    Date,
    DateTime,
    Duration,
    Interval,
}

/// A function that belongs to no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    If,
    IfEmpty,
    Min,
    Max,
    Not,
    Average,
    NumberList,
    Zip,
    JmesPath,
    FromAi,
    /// `$items(name, port, run)`.
    Items,
    /// `$item(index)`.
    ItemAt,
    Number,
    Text,
    Bool,
    Date,
    ParseInt,
    ParseFloat,
    IsNaN,
    IsFinite,
    EncodeComponent,
    DecodeComponent,
    Encode,
    Decode,
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unary {
    Not,
    Minus,
    Plus,
    TypeOf,
}

/// An operator between its operands, both of which are evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Equal,
    NotEqual,
    Same,
    NotSame,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

/// An operator that may not need its second operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logical {
    And,
    Or,
    Nullish,
}

/// A function written on the spot: `(a, b) => body`.
#[derive(Debug)]
pub(crate) struct Arrow {
    pub(crate) parameters: Vec<Parameter>,
    /// How many locals are in use around it; its own stand above them.
    pub(crate) base: usize,
    /// `const name = value;` before the result.
    pub(crate) constants: Vec<Expr>,
    pub(crate) body: Expr,
}

/// A parameter of an arrow function.
#[derive(Debug)]
pub(crate) enum Parameter {
    Name,
    /// `{ name, age }`.
    Fields(Vec<Box<str>>),
    /// `[key, value]`.
    Entries(usize),
}

impl Expr {
    /// The deepest of some parts.
    pub(crate) fn height_of<'a>(parts: impl IntoIterator<Item = &'a Expr>) -> u16 {
        parts.into_iter().map(|part| part.height).max().unwrap_or(0)
    }
}

impl Element {
    /// The expression, spread or not.
    pub(crate) fn expr(&self) -> &Expr {
        match self {
            Self::One(expr) | Self::Spread(expr) => expr,
        }
    }
}
