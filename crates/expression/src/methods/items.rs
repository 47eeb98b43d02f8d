//! The methods of `$input` and `$('Node')`.

use super::Arguments;
use crate::eval::{Eval, Evaluator, fault};
use crate::member;
use crate::value::Val;
use flow::Item;

pub(super) fn of_input<'a>(evaluator: &mut Evaluator<'a>, name: &str) -> Eval<'a> {
    let items = evaluator.scope.items;
    pick(items, name).ok_or_else(|| {
        fault(format!("`$input` has no method `{name}`."), "It has `.first()`, `.last()`, `.all()` and `.item`.")
    })
}

pub(super) fn of_node<'a>(
    evaluator: &mut Evaluator<'a>,
    node: &'a str,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a> {
    if name == "itemMatching" {
        let index = usize::try_from(arguments.whole_or(0, 0)).unwrap_or(usize::MAX);
        return member::paired(evaluator, node, index).map(Val::Item);
    }
    let port = u16::try_from(arguments.whole_or(0, 0)).unwrap_or(u16::MAX);
    let items = evaluator.scope.world.node_items(node, port).ok_or_else(|| member::not_executed(node))?;
    pick(items, name).ok_or_else(|| {
        let hint = "It has `.item`, `.first()`, `.last()`, `.all()`, `.itemMatching()` and `.isExecuted`.";
        fault(format!("`$('{node}')` has no method `{name}`."), hint)
    })
}

fn pick<'a>(items: &'a [Item], name: &str) -> Option<Val<'a>> {
    match name {
        "first" => Some(items.first().map_or(Val::Undefined, Val::Item)),
        "last" => Some(items.last().map_or(Val::Undefined, Val::Item)),
        "all" => Some(Val::Items(items)),
        _ => None,
    }
}
