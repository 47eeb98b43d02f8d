//! The order `sort` brings a list into. Whoever compares with `a > b ? 1 : -1` sees in
//! which order entries are compared, so short lists are sorted step by step as V8 does
//! it: a run at the start is taken as it is, or turned round if it falls, and each
//! further entry is put in its place.

use crate::eval::{Eval, Evaluator};
use crate::value::{Callable, Val};

/// Longer lists are merged; V8 does so too.
const SHORT: usize = 64;

/// A stable sort; undefined comes last and is not compared.
pub(super) fn sorted<'a>(
    evaluator: &mut Evaluator<'a>,
    entries: Vec<Val<'a>>,
    callable: Option<Callable<'a>>,
) -> Eval<'a, Vec<Val<'a>>> {
    let (undefined, mut entries): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| matches!(entry, Val::Undefined));
    if entries.len() < SHORT {
        sort_short(evaluator, &mut entries, callable)?;
    } else {
        entries = merge_sort(evaluator, entries, callable)?;
    }
    entries.extend(undefined);
    Ok(entries)
}

fn sort_short<'a>(
    evaluator: &mut Evaluator<'a>,
    entries: &mut [Val<'a>],
    callable: Option<Callable<'a>>,
) -> Eval<'a, ()> {
    if entries.len() < 2 {
        return Ok(());
    }
    let mut run = 2;
    let falls = is_before(evaluator, &entries[1], &entries[0], callable)?;
    while run < entries.len() && is_before(evaluator, &entries[run], &entries[run - 1], callable)? == falls {
        run += 1;
    }
    if falls {
        entries[..run].reverse();
    }
    for start in run..entries.len() {
        let (mut left, mut right) = (0, start);
        while left < right {
            let middle = left + (right - left) / 2;
            if is_before(evaluator, &entries[start], &entries[middle], callable)? {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        entries[left..=start].rotate_right(1);
    }
    Ok(())
}

/// The sort of the standard library cannot stop at an error.
fn merge_sort<'a>(
    evaluator: &mut Evaluator<'a>,
    entries: Vec<Val<'a>>,
    callable: Option<Callable<'a>>,
) -> Eval<'a, Vec<Val<'a>>> {
    if entries.len() < 2 {
        return Ok(entries);
    }
    let mut left = entries;
    let right = left.split_off(left.len() / 2);
    let left = merge_sort(evaluator, left, callable)?;
    let right = merge_sort(evaluator, right, callable)?;
    let mut sorted = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let takes_right = is_before(evaluator, other, one, callable)?;
        sorted.extend(if takes_right { right.next() } else { left.next() });
    }
    sorted.extend(left);
    sorted.extend(right);
    Ok(sorted)
}

fn is_before<'a>(
    evaluator: &mut Evaluator<'a>,
    one: &Val<'a>,
    other: &Val<'a>,
    callable: Option<Callable<'a>>,
) -> Eval<'a, bool> {
    evaluator.spend_steps(1)?;
    match callable {
        Some(callable) => Ok(evaluator.call(callable, [one.clone(), other.clone()])?.to_number() < 0.0),
        // As in JavaScript: as texts, also numbers.
        None => Ok(evaluator.text_of(one).encode_utf16().lt(evaluator.text_of(other).encode_utf16())),
    }
}
