//! Reads members: `value.name`, `value[index]`, `name in value`.

use crate::ast::Namespace;
use crate::convert;
use crate::date;
use crate::error::Fault;
use crate::eval::{Eval, Evaluator, Stop, fault};
use crate::methods::{self, text};
use crate::scope::Scope;
use crate::value::{Fields, Val};
use flow::Item;
use std::borrow::Cow;

/// `value.name`; undefined if there is none.
#[inline]
pub(crate) fn get<'a>(evaluator: &mut Evaluator<'a>, value: Val<'a>, name: &str) -> Eval<'a> {
    match value {
        Val::Object(fields) => {
            let field = fields.get(name);
            // What hangs in an object made here is copied out of it.
            if matches!(fields, Fields::Owned(_)) {
                evaluator.spend_bytes(field.weight())?;
            }
            Ok(field)
        }
        Val::Item(item) => item_member(evaluator, item, name),
        Val::Input => input_member(evaluator, name),
        Val::Node(node) => node_member(evaluator, &node, name),
        Val::NodeAt(node) => node_at_member(evaluator, &node.0, node.1, name),
        Val::Nodes(index) => {
            check_node(evaluator, name)?;
            Ok(Val::NodeAt(Box::new((Cow::Owned(name.to_owned()), index))))
        }
        Val::At(index) => at_member(evaluator, index, name),
        Val::Date(date) => date::property(&date, name),
        Val::Duration(length) => Ok(methods::part_of_length(&length, name)),
        Val::Interval(interval) => Ok(methods::part_of_interval(&interval, name)),
        Val::Invalid(invalid) => invalid_part(evaluator, &invalid, name),
        Val::Found(found) if matches!(name, "index" | "groups" | "input") => Ok(match name {
            "index" => Val::count(found.index),
            _ => Val::or_undefined(found.names.clone().map(Val::object)),
        }),
        Val::Text(text) if name == "length" => Ok(Val::count(text::length(&text))),
        Val::Namespace(namespace) => constant(namespace, name),
        list if name == "length" => Ok(list.length().map_or(Val::Undefined, Val::count)),
        list => Ok(name.parse().map_or(Val::Undefined, |place| list.entry(place))),
    }
}

/// `value[index]`.
pub(crate) fn at<'a>(evaluator: &mut Evaluator<'a>, value: Val<'a>, index: &Val<'a>) -> Eval<'a> {
    let place = match index {
        Val::Number(number) if number.fract() == 0.0 && *number >= 0.0 => Some(*number as usize),
        Val::Text(text) => text.parse().ok(),
        _ => None,
    };
    match (&value, place) {
        (Val::Array(_) | Val::List(_) | Val::Items(_) | Val::Found(_), Some(place)) => {
            let entry = value.entry(place);
            evaluator.spend_bytes(entry.copy_cost())?;
            Ok(entry)
        }
        (Val::Text(text), Some(place)) => Ok(Val::or_undefined(text::unit(text, place).map(Val::text))),
        _ => get(evaluator, value, &index.to_text()),
    }
}

/// `name in value`.
pub(crate) fn has<'a>(value: &Val<'a>, name: &Val<'a>) -> Eval<'a, bool> {
    match value {
        Val::Object(fields) => Ok(fields.contains_key(&*name.to_text())),
        Val::Item(_) => Ok(matches!(&*name.to_text(), "json" | "binary")),
        list if list.length().is_some() => {
            Ok(name.to_number() >= 0.0 && name.to_number() < list.length().unwrap_or(0) as f64)
        }
        other => {
            let message = format!("`in` needs an object on its right, but this is {}.", other.described());
            Err(fault(message, "For a list or a text, call `.includes()`."))
        }
    }
}

fn item_member<'a>(evaluator: &Evaluator<'a>, item: &'a Item, name: &str) -> Eval<'a> {
    match name {
        "json" => Ok(Val::of(&item.json)),
        "binary" => Ok(Val::owned(convert::binary_value(item))),
        _ if evaluator.is_lenient() => Ok(Val::Undefined),
        _ => {
            Err(fault(format!("An item has no `{name}`."), format!("Its data is under `.json`: write `.json.{name}`.")))
        }
    }
}

fn input_member<'a>(evaluator: &Evaluator<'a>, name: &str) -> Eval<'a> {
    let Scope { world, items, index } = evaluator.scope;
    let before = || match world.global("$prevNode")?.get("name") {
        Some(serde_json::Value::String(name)) => Some(name.clone()),
        _ => None,
    };
    let known = |value: Option<serde_json::Value>| Val::or_undefined(value.map(Val::owned));
    match name {
        "item" => Ok(items.get(index).map_or(Val::Undefined, Val::Item)),
        "params" => Ok(known(before().and_then(|name| world.node_parameters(&name)))),
        "context" => Ok(known(before().and_then(|name| world.node_context(&name)))),
        _ => Err(fault(format!("`$input` has no `{name}`."), "It has `.item`, `.first()`, `.last()` and `.all()`.")),
    }
}

/// A node that is not in the flow is an error at once.
pub(crate) fn check_node<'a>(evaluator: &Evaluator<'a>, name: &str) -> Eval<'a, ()> {
    if evaluator.scope.world.has_node(name) {
        return Ok(());
    }
    let message = format!("There is no node `{name}`.");
    Err(fault(message, "Write the name as it stands on the canvas.").of(Fault::Data))
}

fn node_member<'a>(evaluator: &Evaluator<'a>, node: &str, name: &str) -> Eval<'a> {
    let world = evaluator.scope.world;
    match name {
        "isExecuted" => Ok(Val::Bool(world.has_run(node))),
        "item" => paired(evaluator, node, evaluator.scope.index).map(Val::Item),
        "params" => Ok(Val::or_undefined(world.node_parameters(node).map(Val::owned))),
        "context" => Ok(Val::or_undefined(world.node_context(node).map(Val::owned))),
        _ if evaluator.is_lenient() => Ok(Val::Undefined),
        "json" | "binary" => {
            let paired = world.paired_item(node, evaluator.scope.index);
            let item = paired.or_else(|| world.node_items(node, 0)?.first()).ok_or_else(|| not_executed(node))?;
            item_member(evaluator, item, name)
        }
        _ => {
            let message = format!("The node `{node}` has no `{name}`.");
            Err(fault(message, format!("Its data is under `.item.json`: write `.item.json.{name}`.")))
        }
    }
}

/// The members of `$node["Name"]`. In flows from n8n its item is the one at the same
/// place; elsewhere the one this item was made from.
fn node_at_member<'a>(evaluator: &Evaluator<'a>, node: &str, index: usize, name: &str) -> Eval<'a> {
    let world = evaluator.scope.world;
    match name {
        "json" | "data" | "binary" => {
            let item = item_at(evaluator, node, index)?;
            item_member(evaluator, item, if name == "data" { "json" } else { name })
        }
        "parameter" => Ok(Val::or_undefined(world.node_parameters(node).map(Val::owned))),
        "runIndex" if !world.has_run(node) => Ok(Val::Number(-1.0)),
        "runIndex" => Ok(Val::Number(0.0)),
        _ => node_member(evaluator, node, name),
    }
}

fn item_at<'a>(evaluator: &Evaluator<'a>, node: &str, index: usize) -> Eval<'a, &'a Item> {
    let world = evaluator.scope.world;
    let by_place = evaluator.is_lenient() || index != evaluator.scope.index;
    if let Some(item) = world.paired_item(node, index).filter(|_| !by_place) {
        return Ok(item);
    }
    let port = world.port_towards(node);
    let items = world.node_items(node, port).ok_or_else(|| not_executed(node))?;
    let found = if by_place { items.get(index) } else { items.first() };
    found.ok_or_else(|| {
        let message = format!("The node `{node}` gave {} items, but item {index} is asked for.", items.len());
        fault(message, format!("Write `$('{node}').item.json` for the item this one was made from.")).of(Fault::Data)
    })
}

/// The members of `$item(index)`: what an expression for that item would see.
fn at_member<'a>(evaluator: &Evaluator<'a>, index: usize, name: &str) -> Eval<'a> {
    let item = evaluator.scope.items.get(index);
    Ok(match name {
        "$node" => Val::Nodes(index),
        "$json" | "$data" | "json" => item.map_or(Val::Undefined, |item| Val::of(&item.json)),
        "$binary" => item.map_or(Val::Undefined, |item| Val::owned(convert::binary_value(item))),
        "$itemIndex" | "$position" => Val::count(index),
        "$input" => Val::Input,
        _ => {
            return Err(fault(
                format!("`$item({index})` has no `{name}`."),
                "It has `.$json` and `.$node[\"Name\"].json`.",
            ));
        }
    })
}

/// The item of the node from which item `index` of the input was made.
pub(crate) fn paired<'a>(evaluator: &Evaluator<'a>, node: &str, index: usize) -> Eval<'a, &'a Item> {
    let world = evaluator.scope.world;
    if let Some(item) = world.paired_item(node, index) {
        return Ok(item);
    }
    if !world.has_run(node) {
        return Err(not_executed(node));
    }
    let message = format!("It is not known from which item of `{node}` this item was made.");
    Err(fault(message, format!("Write `$('{node}').first()` or `$('{node}').all()` instead of `.item`."))
        .of(Fault::Data))
}

/// The node was not performed, or not on a way that leads here.
pub(crate) fn not_executed(node: &str) -> Stop {
    let hint = format!("Ask with `$('{node}').isExecuted` first, or place this node after it.");
    fault(format!("The node `{node}` has not run here."), hint).of(Fault::Data)
}

/// A part of a date that is none: it can be asked what is wrong, all else is NaN.
fn invalid_part<'a>(evaluator: &Evaluator<'a>, invalid: &date::Invalid, name: &str) -> Eval<'a> {
    match name {
        "isValid" => Ok(Val::Bool(false)),
        "invalidReason" => Ok(Val::text("unparsable")),
        "invalidExplanation" => Ok(Val::text(invalid.error.message.clone())),
        _ if evaluator.is_lenient() => Ok(Val::Number(f64::NAN)),
        _ => Err(Stop::Error(Box::new(invalid.error.clone()))),
    }
}

fn constant<'a>(namespace: Namespace, name: &str) -> Eval<'a> {
    // A function that is handed on, as in `.filter(Number.isFinite)`.
    if crate::methods::functions_of(namespace).contains(&name) {
        let hint = "Call it, or write it as `x => …`.";
        return Err(fault(format!("`{name}` is a function of JavaScript."), hint).of(Fault::Unknown));
    }
    if namespace == Namespace::DateTime {
        // The presets for `toLocaleString` are handed on by their names.
        return Ok(if date::preset_named(name).is_some() { Val::text(name) } else { Val::Undefined });
    }
    Ok(Val::Number(match (namespace, name) {
        (Namespace::Math, "PI") => std::f64::consts::PI,
        (Namespace::Math, "E") => std::f64::consts::E,
        (Namespace::Math, "LN2") => std::f64::consts::LN_2,
        (Namespace::Math, "LN10") => std::f64::consts::LN_10,
        (Namespace::Math, "SQRT2") => std::f64::consts::SQRT_2,
        (Namespace::Number, "MAX_SAFE_INTEGER") => 9_007_199_254_740_991.0,
        (Namespace::Number, "MIN_SAFE_INTEGER") => -9_007_199_254_740_991.0,
        (Namespace::Number, "MAX_VALUE") => f64::MAX,
        (Namespace::Number, "EPSILON") => f64::EPSILON,
        _ => return Ok(Val::Undefined),
    }))
}
