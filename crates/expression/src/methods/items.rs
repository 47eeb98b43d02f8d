//! The methods of `$input`, `$('Node')` and `$items`.

use super::Arguments;
use crate::eval::{Eval, Evaluator, fault, refusal};
use crate::member;
use crate::value::Val;
use flow::Item;

pub(super) fn of_input<'a>(evaluator: &mut Evaluator<'a>, name: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    if !arguments.0.is_empty() && matches!(name, "first" | "last") {
        let hint = format!("Write `$input.{name}()`; another node's items are under `$('Node').{name}()`.");
        return Err(refusal(format!("`$input.{name}` takes no arguments."), hint));
    }
    let items = evaluator.scope.items;
    pick(items, name).ok_or_else(|| {
        fault(format!("`$input` has no method `{name}`."), "It has `.first()`, `.last()`, `.all()` and `.item`.")
    })
}

pub(super) fn of_node<'a>(
    evaluator: &mut Evaluator<'a>,
    node: &str,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a> {
    if matches!(name, "itemMatching" | "pairedItem") {
        if name == "itemMatching" && !arguments.has(0) {
            return Err(refusal("`itemMatching` needs the place of an item.", "Write `.itemMatching($itemIndex)`."));
        }
        let here = i64::try_from(evaluator.scope.index).unwrap_or(i64::MAX);
        let index = usize::try_from(arguments.whole_or(0, here)).unwrap_or(usize::MAX);
        return member::paired(evaluator, node, index).map(Val::Item);
    }
    let items = items_of(evaluator, node, arguments, 0)?;
    pick(items, name).ok_or_else(|| {
        let hint = "It has `.item`, `.first()`, `.last()`, `.all()`, `.itemMatching()` and `.isExecuted`.";
        fault(format!("`$('{node}')` has no method `{name}`."), hint)
    })
}

/// The items of a node; `first` is the place of the argument with the port, after
/// which the number of the run may stand.
fn items_of<'a>(
    evaluator: &Evaluator<'a>,
    node: &str,
    arguments: &Arguments<'a>,
    first: usize,
) -> Eval<'a, &'a [Item]> {
    let world = evaluator.scope.world;
    let port = match arguments.has(first) {
        true => u16::try_from(arguments.whole_or(first, 0)).unwrap_or(u16::MAX),
        false => world.port_towards(node),
    };
    let run = usize::try_from(arguments.whole_or(first + 1, -1)).ok().filter(|_| arguments.has(first + 1));
    match world.node_items_in_run(node, port, run) {
        Some(items) => Ok(items),
        // It ran, but gave nothing at this port.
        None if world.has_run(node) => Ok(&[]),
        None => Err(member::not_executed(node)),
    }
}

/// `$items()` and `$items('Node', port, run)`.
pub(crate) fn all_items<'a>(evaluator: &mut Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    if !arguments.has(0) {
        return Ok(Val::Items(evaluator.scope.items));
    }
    let name = arguments.text(0);
    member::check_node(evaluator, &name)?;
    let port = if arguments.has(1) { arguments.get(1).clone() } else { Val::Number(0.0) };
    let rest = Arguments(vec![port, arguments.get(2).clone()]);
    items_of(evaluator, &name, &rest, 0).map(Val::Items)
}

fn pick<'a>(items: &'a [Item], name: &str) -> Option<Val<'a>> {
    match name {
        "first" => Some(items.first().map_or(Val::Undefined, Val::Item)),
        "last" => Some(items.last().map_or(Val::Undefined, Val::Item)),
        "all" => Some(Val::Items(items)),
        _ => None,
    }
}
