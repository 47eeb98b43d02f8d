//! What a query asks for.

use serde_json::Value;

/// A `SELECT`, and what is put behind its rows.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub distinct: bool,
    pub columns: Vec<Column>,
    pub from: Option<Source>,
    pub joins: Vec<Join>,
    pub condition: Option<Expr>,
    pub group_by: Vec<Expr>,
    pub having: Option<Expr>,
    pub order_by: Vec<(Expr, bool)>,
    pub limit: Option<usize>,
    pub offset: usize,
    /// Another query whose rows follow; true: also those that are there already.
    pub union: Option<(Box<Query>, bool)>,
}

/// A column of the result.
#[derive(Debug)]
pub(super) enum Column {
    /// All fields, of one table or of all.
    All(Option<String>),
    One {
        value: Expr,
        name: String,
    },
}

/// Where rows come from.
#[derive(Debug)]
pub(super) struct Source {
    pub rows: Rows,
    pub alias: String,
}

#[derive(Debug)]
pub(super) enum Rows {
    Table(String),
    Query(Box<Query>),
}

#[derive(Debug)]
pub(super) struct Join {
    pub kind: JoinKind,
    pub source: Source,
    pub on: On,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JoinKind {
    Inner,
    Left,
    Right,
    Outer,
}

#[derive(Debug)]
pub(super) enum On {
    Everything,
    Condition(Expr),
    Using(Vec<String>),
}

#[derive(Debug)]
pub(super) enum Expr {
    Value(Value),
    Column(Option<String>, String),
    /// A field of an object or an entry of a list.
    Field(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// Of something: between two values.
    Between(Box<[Expr; 3]>),
    In(Box<Expr>, Vec<Expr>),
    InQuery(Box<Expr>, Box<Query>),
    IsNull(Box<Expr>),
    /// The pairs of condition and value, and what holds otherwise.
    Case(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    Call {
        name: String,
        arguments: Vec<Expr>,
        distinct: bool,
    },
    /// `COUNT(*)`.
    CountAll,
    /// The first value of the first row.
    Query(Box<Query>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Join,
}

impl Expr {
    /// Whether it looks at all rows of a group.
    pub fn gathers(&self) -> bool {
        match self {
            Self::CountAll => true,
            Self::Call { name, arguments, .. } => {
                super::gather::is_gathering(name) || arguments.iter().any(Self::gathers)
            }
            Self::Not(inner) | Self::Negative(inner) | Self::IsNull(inner) => inner.gathers(),
            Self::Binary(_, left, right) | Self::Field(left, right) => left.gathers() || right.gathers(),
            Self::Between(parts) => parts.iter().any(Self::gathers),
            Self::In(value, list) => value.gathers() || list.iter().any(Self::gathers),
            Self::Case(pairs, otherwise) => {
                pairs.iter().any(|(condition, value)| condition.gathers() || value.gathers())
                    || otherwise.as_ref().is_some_and(|otherwise| otherwise.gathers())
            }
            Self::Value(_) | Self::Column(..) | Self::InQuery(..) | Self::Query(_) => false,
        }
    }
}
