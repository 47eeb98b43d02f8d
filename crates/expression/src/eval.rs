//! Evaluates a compiled expression for one item, within bounds of steps and
//! memory that no input can pass.

mod operators;

use crate::ast::{Arrow, Element, Entry, Expr, Function, Kind, Parameter, Root};
use crate::error::{ExpressionError, Fault};
use crate::scope::Scope;
use crate::value::{Callable, Fields, Val};
use crate::{date, functions, member, methods};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// How many steps one evaluation may take.
const STEPS_MAXIMUM: u32 = 200_000;
/// How many bytes one evaluation may make.
const BYTES_MAXIMUM: usize = 32 << 20;

/// How many lists may hang inside each other.
const LISTS_MAXIMUM: u16 = 250;

/// Why an evaluation stopped.
pub(crate) enum Stop {
    /// A `?.` found nothing: the chain around it is undefined.
    Short,
    /// It failed.
    Error(Box<ExpressionError>),
}

pub(crate) type Eval<'a, T = Val<'a>> = Result<T, Stop>;

/// A failure whose place is not known yet; the next expression around sets it.
pub(crate) fn fault(message: impl Into<String>, hint: impl Into<String>) -> Stop {
    Stop::Error(Box::new(ExpressionError::new(message, hint, 0, 0)))
}

/// A helper that cannot work on what it is given; not overlooked in a lenient world.
pub(crate) fn refusal(message: impl Into<String>, hint: impl Into<String>) -> Stop {
    fault(message, hint).of(Fault::Data)
}

impl Stop {
    /// The same with another fault.
    pub(crate) fn of(mut self, fault: Fault) -> Self {
        if let Self::Error(error) = &mut self {
            error.fault = fault;
        }
        self
    }

    /// Sets the place of the failure if it has none.
    pub(crate) fn at(mut self, expr: &Expr) -> Self {
        if let Self::Error(error) = &mut self
            && error.end == 0
        {
            (error.start, error.end) = (expr.start as usize, expr.end as usize);
        }
        self
    }
}

/// One evaluation.
pub(crate) struct Evaluator<'a> {
    pub(crate) scope: Scope<'a>,
    source: &'a str,
    locals: Vec<Val<'a>>,
    steps_left: u32,
    bytes_left: usize,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(scope: Scope<'a>, source: &'a str) -> Self {
        Self { scope, source, locals: Vec::new(), steps_left: STEPS_MAXIMUM, bytes_left: BYTES_MAXIMUM }
    }

    /// The value of an expression.
    pub(crate) fn run(&mut self, expr: &'a Expr) -> Result<Val<'a>, ExpressionError> {
        self.eval(expr).map_err(|stop| match stop.at(expr) {
            Stop::Error(error) => *error,
            // Every chain catches its own; this only keeps the types honest.
            Stop::Short => ExpressionError::new("The expression has no value.", "", 0, 0),
        })
    }

    /// Whether faults of the expression are overlooked, and texts made as in n8n.
    pub(crate) fn is_lenient(&self) -> bool {
        self.scope.world.is_lenient()
    }

    /// A value as a text: as JavaScript makes it in a lenient world, else with the
    /// JSON of objects.
    pub(crate) fn text_of(&self, value: &Val<'a>) -> Cow<'a, str> {
        if self.is_lenient() { value.to_plain_text() } else { value.to_text() }
    }

    /// Counts work whose amount depends on data.
    pub(crate) fn spend_steps(&mut self, steps: usize) -> Eval<'a, ()> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps_left = self.steps_left.checked_sub(steps).ok_or_else(|| {
            fault("The expression takes too many steps.", "Work on fewer entries, or use a Script node.")
                .of(Fault::Limit)
        })?;
        Ok(())
    }

    /// Counts memory before it is taken.
    pub(crate) fn spend_bytes(&mut self, bytes: usize) -> Eval<'a, ()> {
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or_else(|| {
            fault("The expression makes too much data.", "Work on fewer entries, or on shorter texts.").of(Fault::Limit)
        })?;
        Ok(())
    }

    /// As JSON, with the memory counted.
    pub(crate) fn value_of(&mut self, value: &Val<'a>) -> Eval<'a, Option<Value>> {
        self.spend_bytes(value.weight())?;
        Ok(value.to_value())
    }

    pub(crate) fn eval(&mut self, expr: &'a Expr) -> Eval<'a> {
        self.spend_steps(1).map_err(|stop| stop.at(expr))?;
        let value = self.value(expr)?;
        if value.depth() > LISTS_MAXIMUM {
            let hint = "Put lists side by side instead, for example with `.flat()`.";
            return Err(fault("Too many lists hang inside each other.", hint).of(Fault::Limit).at(expr));
        }
        Ok(value)
    }

    fn value(&mut self, expr: &'a Expr) -> Eval<'a> {
        match &expr.kind {
            Kind::Undefined => Ok(Val::Undefined),
            Kind::Null => Ok(Val::Null),
            Kind::Bool(value) => Ok(Val::Bool(*value)),
            Kind::Number(number) => Ok(Val::Number(*number)),
            Kind::Text(text) => Ok(Val::Text(Cow::Borrowed(text))),
            Kind::Regex(pattern) => Ok(Val::Regex(pattern)),
            Kind::Root(root) => self.root(root).map_err(|stop| stop.at(expr)),
            Kind::Local(place) => self.local(*place).map_err(|stop| stop.at(expr)),
            Kind::Member { object, name, optional } => self.member(expr, object, name, *optional),
            Kind::Index { object, index, optional } => self.index(expr, object, index, *optional),
            Kind::Method { .. } => self.method(expr),
            Kind::Call { function, arguments } => self.function(expr, *function, arguments),
            Kind::Chain(inner) => match self.eval(inner) {
                Err(Stop::Short) => Ok(Val::Undefined),
                result => result,
            },
            Kind::Join(parts) => self.join(expr, parts),
            Kind::Array(elements) => self.elements(elements).map(Val::list),
            Kind::Object(entries) => self.object(expr, entries),
            Kind::Unary(operator, operand) => self.unary(*operator, operand),
            Kind::Binary(operator, left, right) => self.binary(expr, *operator, left, right),
            Kind::Logical(operator, left, right) => self.logical(*operator, left, right),
            Kind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                if self.eval(condition)?.truthy() { self.eval(yes) } else { self.eval(no) }
            }
            Kind::Arrow(arrow) => Ok(Val::Function(Callable::Arrow(arrow))),
            Kind::NodeOf(name) => {
                let name = self.eval(name)?.to_text();
                member::check_node(self, &name).map_err(|stop| stop.at(expr))?;
                Ok(Val::Node(name))
            }
            Kind::Missing(_) if self.is_lenient() => Ok(Val::Undefined),
            Kind::Missing(error) => Err(Stop::Error(error.clone())),
            Kind::Named(function) => Ok(Val::Function(Callable::Named(*function))),
        }
    }

    fn root(&mut self, root: &'a Root) -> Eval<'a> {
        let Scope { world, items, index } = self.scope;
        let item = items.get(index);
        Ok(match root {
            Root::Json => item.map_or(Val::Undefined, |item| Val::of(&item.json)),
            Root::Item => item.map_or(Val::Undefined, Val::Item),
            Root::Binary => item.map_or(Val::Undefined, |item| Val::owned(crate::convert::binary_value(item))),
            Root::ItemIndex => Val::count(index),
            Root::Input => Val::Input,
            Root::Now => Val::date(date::now(world)?),
            Root::Today => Val::date(date::start_of(&date::now(world)?, "day")?),
            Root::Node(name) => {
                member::check_node(self, name)?;
                Val::Node(Cow::Borrowed(name))
            }
            Root::NodeAt(name) => {
                member::check_node(self, name)?;
                Val::NodeAt(Box::new((Cow::Borrowed(name), index)))
            }
            Root::Nodes => Val::Nodes(index),
            Root::Global(name) => match world.global(name) {
                Some(value) => Val::owned(value),
                None if *name == "$runIndex" => Val::Number(0.0),
                None => Val::Undefined,
            },
            Root::Namespace(namespace) => Val::Namespace(*namespace),
            Root::Infinity => Val::Number(f64::INFINITY),
            Root::NotANumber => Val::Number(f64::NAN),
        })
    }

    fn local(&mut self, place: usize) -> Eval<'a> {
        let value = self.locals.get(place).cloned().unwrap_or(Val::Undefined);
        self.spend_bytes(value.copy_cost())?;
        Ok(value)
    }

    fn member(&mut self, expr: &'a Expr, object: &'a Expr, name: &'a str, optional: bool) -> Eval<'a> {
        let value = self.eval(object)?;
        if value.is_nullish() {
            return Err(self.nothing(expr, object, &value, name, optional));
        }
        member::get(self, value, name).map_err(|stop| stop.at(expr))
    }

    fn index(&mut self, expr: &'a Expr, object: &'a Expr, index: &'a Expr, optional: bool) -> Eval<'a> {
        let value = self.eval(object)?;
        if value.is_nullish() {
            let name = &self.source[index.start as usize..index.end as usize];
            return Err(self.nothing(expr, object, &value, name, optional));
        }
        let index = self.eval(index)?;
        member::at(self, value, &index).map_err(|stop| stop.at(expr))
    }

    /// Reading something of nothing: ends the chain if it is optional, else says
    /// where the path broke.
    fn nothing(&mut self, expr: &Expr, object: &'a Expr, found: &Val<'a>, name: &str, optional: bool) -> Stop {
        if optional {
            return Stop::Short;
        }
        let path = self.source.get(object.start as usize..object.end as usize).unwrap_or_default();
        let message = format!("`{name}` cannot be read, because `{path}` is {}.", found.described());
        let hint = self
            .nearest(object)
            .unwrap_or_else(|| format!("If it may be missing, write `{path}?.{name}`, or give a default with `??`."));
        Stop::Error(Box::new(ExpressionError::new(message, hint, expr.start as usize, expr.end as usize)))
    }

    /// The hint that names the field that was probably meant.
    fn nearest(&mut self, missing: &'a Expr) -> Option<String> {
        let Kind::Member { object, name, .. } = &missing.kind else { return None };
        let Ok(Val::Object(fields)) = self.eval(object) else { return None };
        let close = crate::suggest::closest(name, fields.keys().map(String::as_str))?;
        let path = self.source.get(object.start as usize..object.end as usize)?;
        Some(format!("`{path}` has no `{name}`; did you mean `{close}`?"))
    }

    fn method(&mut self, expr: &'a Expr) -> Eval<'a> {
        let Kind::Method { object, name, arguments, optional, optional_call } = &expr.kind else {
            return Ok(Val::Undefined);
        };
        let value = self.eval(object)?;
        if value.is_nullish() && !methods::work_on_nothing(name) {
            let stop = self.nothing(expr, object, &value, name, *optional || *optional_call);
            return Err(if methods::is_helper(name) { stop.of(Fault::Data) } else { stop });
        }
        let arguments = self.elements(arguments)?;
        methods::call(self, value, name, arguments).map_err(|stop| self.at_name(stop, name, object, expr))
    }

    /// Puts the failure of a method where its name stands.
    fn at_name(&self, mut stop: Stop, name: &str, object: &Expr, expr: &Expr) -> Stop {
        let after = self.source.get(object.end as usize..expr.end as usize).unwrap_or_default();
        if let (Stop::Error(error), Some(found)) = (&mut stop, after.find(name))
            && error.end == 0
        {
            error.start = object.end as usize + found;
            error.end = error.start + name.len();
        }
        stop.at(expr)
    }

    fn function(&mut self, expr: &'a Expr, function: Function, arguments: &'a [Element]) -> Eval<'a> {
        // Only the chosen branch of `$if` is evaluated, as with `? :`.
        if let (Function::If, [Element::One(condition), Element::One(yes), rest @ ..]) = (function, arguments) {
            if self.eval(condition)?.truthy() {
                return self.eval(yes);
            }
            return rest.first().map_or(Ok(Val::Bool(false)), |no| self.eval(no.expr()));
        }
        let arguments = self.elements(arguments)?;
        functions::call(self, function, arguments).map_err(|stop| stop.at(expr))
    }

    /// Calls a function that was handed to a method.
    pub(crate) fn call<const N: usize>(&mut self, callable: Callable<'a>, arguments: [Val<'a>; N]) -> Eval<'a> {
        self.spend_bytes(arguments.iter().map(Val::copy_cost).sum())?;
        self.call_with(callable, arguments)
    }

    /// The same with any number of arguments, whose memory is counted.
    pub(crate) fn call_with(
        &mut self,
        callable: Callable<'a>,
        arguments: impl IntoIterator<Item = Val<'a>>,
    ) -> Eval<'a> {
        match callable {
            Callable::Named(function) => functions::call(self, function, arguments.into_iter().take(1).collect()),
            Callable::Arrow(arrow) => {
                self.locals.truncate(arrow.base);
                self.bind(arrow, arguments)?;
                for constant in &arrow.constants {
                    let value = self.eval(constant)?;
                    self.locals.push(value);
                }
                let result = self.eval(&arrow.body);
                self.locals.truncate(arrow.base);
                result
            }
        }
    }

    fn bind(&mut self, arrow: &'a Arrow, arguments: impl IntoIterator<Item = Val<'a>>) -> Eval<'a, ()> {
        let mut arguments = arguments.into_iter();
        for parameter in &arrow.parameters {
            let value = arguments.next().unwrap_or(Val::Undefined);
            match parameter {
                Parameter::Name => self.locals.push(value),
                Parameter::Entries(count) => self.locals.extend((0..*count).map(|place| value.entry(place))),
                Parameter::Fields(names) => {
                    for name in names {
                        let field =
                            if value.is_nullish() { Val::Undefined } else { member::get(self, value.clone(), name)? };
                        self.locals.push(field);
                    }
                }
            }
        }
        Ok(())
    }

    fn elements(&mut self, elements: &'a [Element]) -> Eval<'a, Vec<Val<'a>>> {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            let value = self.eval(element.expr())?;
            match element {
                Element::One(_) => values.push(value),
                Element::Spread(expr) => {
                    let described = value.described();
                    let value = match value {
                        Val::Text(text) => Val::list(text.chars().map(Val::text).collect()),
                        other => other,
                    };
                    let entries = value.into_entries().ok_or_else(|| {
                        let hint = "Only a list can be spread here; give a default with `?? []`.";
                        fault(format!("`...` needs a list, but this is {described}."), hint).at(expr)
                    })?;
                    self.spend_steps(entries.len()).map_err(|stop| stop.at(expr))?;
                    self.spend_bytes(entries.len() * 64).map_err(|stop| stop.at(expr))?;
                    values.extend(entries);
                }
            }
        }
        Ok(values)
    }

    fn object(&mut self, expr: &'a Expr, entries: &'a [Entry]) -> Eval<'a> {
        let mut fields = Map::new();
        for entry in entries {
            match entry {
                Entry::Named(name, value) => self.field(&mut fields, name.to_string(), value)?,
                Entry::Computed(name, value) => {
                    let name = self.eval(name)?;
                    let name = self.text_of(&name).into_owned();
                    self.field(&mut fields, name, value)?;
                }
                Entry::Spread(value) => {
                    let value = self.eval(value)?;
                    match self.value_of(&value).map_err(|stop| stop.at(expr))? {
                        Some(Value::Object(more)) => fields.extend(more),
                        Some(Value::Array(more)) => {
                            fields
                                .extend(more.into_iter().enumerate().map(|(place, entry)| (place.to_string(), entry)));
                        }
                        // A text is its letters.
                        Some(Value::String(text)) => {
                            self.spend_bytes(text.len() * 64).map_err(|stop| stop.at(expr))?;
                            let letters = text.chars().map(|letter| Value::String(letter.into()));
                            fields.extend(letters.enumerate().map(|(place, letter)| (place.to_string(), letter)));
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(Val::object(fields))
    }

    fn field(&mut self, fields: &mut Map<String, Value>, name: String, expr: &'a Expr) -> Eval<'a, ()> {
        let value = self.eval(expr)?;
        if matches!(value, Val::Function(_)) {
            let kept = fault("A function cannot be kept in an object.", "Call it, and keep what it gives.");
            return Err(kept.of(Fault::Unknown).at(expr));
        }
        self.spend_bytes(64).map_err(|stop| stop.at(expr))?;
        match self.value_of(&value).map_err(|stop| stop.at(expr))? {
            Some(value) => fields.insert(name, value),
            None => fields.shift_remove(&name),
        };
        Ok(())
    }

    fn join(&mut self, expr: &'a Expr, parts: &'a [Expr]) -> Eval<'a> {
        let mut text = String::new();
        for part in parts {
            let value = self.eval(part)?;
            self.append(&mut text, &value).map_err(|stop| stop.at(expr))?;
        }
        Ok(Val::text(text))
    }

    fn append(&mut self, text: &mut String, value: &Val<'a>) -> Eval<'a, ()> {
        self.spend_bytes(value.weight())?;
        text.push_str(&self.text_of(value));
        Ok(())
    }
}

/// The fields of an object value.
pub(crate) fn fields_of<'a>(value: &Val<'a>) -> Option<Fields<'a>> {
    match value {
        Val::Object(fields) => Some(fields.clone()),
        Val::Item(item) => match Val::of(&item.json) {
            Val::Object(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}
