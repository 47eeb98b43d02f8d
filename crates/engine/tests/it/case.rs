//! Random flows with random behaviours, drawn in text so that a failing one can be read.

use crate::behaviour::{Behaviour, Give};
use engine::event::Settlement;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

mod boxes;

pub use boxes::nested_case;

/// A random flow with behaviours, and a seed for the order in which things happen.
#[derive(Clone, Debug)]
pub struct Case {
    pub drawing: String,
    pub behaviours: HashMap<String, Behaviour>,
    /// What nodes give without being performed.
    pub pinned: HashMap<String, Vec<Value>>,
    pub seed: u64,
}

/// What a random flow may have besides nodes and arrows.
#[derive(Clone, Copy)]
pub struct Weather {
    /// Uncaught failures may stop the run; else it always goes on.
    pub stops: bool,
    /// Joins and the run may have a time limit.
    pub limits: bool,
    /// Arrows without items may count as skipped.
    pub skips: bool,
}

impl Weather {
    /// No failure stops anything, and time does not matter.
    pub fn fair() -> Self {
        Self { stops: false, limits: false, skips: true }
    }

    /// Failures stop the run.
    pub fn stopping() -> Self {
        Self { stops: true, ..Self::fair() }
    }

    /// Time matters.
    pub fn limiting() -> Self {
        Self { limits: true, ..Self::fair() }
    }
}

/// A random node: `u8`s become fields by their remainder.
#[derive(Clone, Debug)]
struct Draft {
    kind: u8,
    rule: u8,
    count: u8,
    uncertain: u8,
    retries: u8,
    /// What it takes over from flows from elsewhere, and whether the flow skips
    /// arrows without items (of the first node), by their remainder.
    manners: u8,
    /// What undoes it, if anything, and (of the first node) whether the flow asks for it.
    undoing: u8,
    disabled: bool,
    patient: bool,
    behaviour: Behaviour,
    /// Where its arrows come from: node, port, port here, place in the wiring order.
    arrows: Vec<(u8, u8, u8, u8)>,
}

fn give() -> impl Strategy<Value = Give> {
    (0..4u8, 0..3u8).prop_map(|(ports, items)| Give { ports: if ports == 0 { 1 } else { ports }, items })
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let settlement = prop_oneof![Just(Settlement::Done), Just(Settlement::Failed), Just(Settlement::Retry)];
    prop_oneof![
        6 => give().prop_map(Behaviour::Give),
        1 => (0..2u8, 0..3u8).prop_map(|(ports, items)| Behaviour::Give(Give { ports, items })),
        2 => Just(Behaviour::Fail),
        2 => (1..5u32, give()).prop_map(|(times, give)| Behaviour::Flaky(times, give)),
        1 => Just(Behaviour::Hang),
        2 => (0..3u8).prop_map(|which| Behaviour::Wait { time: which != 1, signal: which != 0 }),
        2 => (settlement, give()).prop_map(|(settlement, give)| Behaviour::Crash(settlement, give)),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    let some = prop::collection::vec(any::<(u8, u8, u8, u8)>(), 1..5);
    let arrows = prop_oneof![15 => some, 1 => Just(Vec::new())];
    let numbers = (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>());
    (numbers, prop::bool::weighted(0.1), prop::bool::weighted(0.3), behaviour(), arrows).prop_map(
        |((kind, rule, count, uncertain, retries, manners, undoing), disabled, patient, behaviour, arrows)| Draft {
            kind,
            rule,
            count,
            uncertain,
            retries,
            manners,
            undoing,
            disabled,
            patient,
            behaviour,
            arrows,
        },
    )
}

/// A random flow under this weather.
pub fn case(weather: Weather) -> impl Strategy<Value = Case> {
    let nodes = prop::collection::vec(draft(), 1..12);
    (nodes, [behaviour(), behaviour()], any::<u64>()).prop_map(move |(drafts, undoing, seed)| {
        let behaviours = drafts.iter().enumerate().map(|(index, draft)| (format!("n{index}"), draft.behaviour.clone()));
        let mut behaviours: HashMap<String, Behaviour> = behaviours.collect();
        let mut lines = vec![drawing(&drafts, weather)];
        draw_undoing(&undoing, &mut lines, &mut behaviours);
        let pinned = drafts.iter().enumerate().filter_map(|(index, draft)| pinned(&format!("n{index}"), draft));
        Case { drawing: lines.join("\n"), behaviours, pinned: pinned.collect(), seed }
    })
}

const KINDS: [&str; 4] = ["act", "calc", "if", "merge"];
const UNCERTAIN: [&str; 5] = ["retry", "ask", "skip", "fail", "look_up"];

fn kind(draft: &Draft) -> &'static str {
    match draft.behaviour {
        // Only a heavy node has a time limit, and only that ends what hangs.
        Behaviour::Hang => "act",
        _ => KINDS[usize::from(draft.kind) % KINDS.len()],
    }
}

/// Two triggers, of which the first starts the run, and a node a draft.
fn drawing(drafts: &[Draft], weather: Weather) -> String {
    let arrows = arrows(drafts);
    let mut lines = vec!["t: start".to_owned(), "u: start".to_owned()];
    let mut settings = settings(weather, &drafts[0]);
    if weather.limits && drafts[0].patient {
        settings["timeout_ms"] = json!(3);
    }
    lines.push(format!("flow {settings}"));
    for (index, draft) in drafts.iter().enumerate() {
        lines.push(format!("n{index}: {} {}", kind(draft), fields(index, draft, &arrows, weather)));
    }
    lines.extend(arrows.iter().map(|(from, to)| format!("{from} -> {to}")));
    lines.join("\n")
}

/// Adds the nodes that undo the work of others: `h0` by itself, `h1` in the box `h2`.
fn draw_undoing(undoing: &[Behaviour; 2], lines: &mut Vec<String>, behaviours: &mut HashMap<String, Behaviour>) {
    lines.push("h2: try".to_owned());
    for (name, place, behaviour) in [("h0", "", &undoing[0]), ("h1", " in h2", &undoing[1])] {
        let limit = if matches!(behaviour, Behaviour::Hang) { " {\"timeout_ms\": 2}" } else { "" };
        lines.push(format!("{name}: act{place}{limit}"));
        behaviours.insert(name.to_owned(), behaviour.clone());
    }
}

/// What a node gives without being performed, if it is pinned.
fn pinned(name: &str, draft: &Draft) -> Option<(String, Vec<Value>)> {
    let items = (0..draft.kind % 3).map(|item| json!(format!("{name} pinned {item}"))).collect();
    (draft.undoing % 13 == 12).then(|| (name.to_owned(), items))
}

fn settings(weather: Weather, first: &Draft) -> Value {
    json!({
        "on_error": if weather.stops { "stop" } else { "continue" },
        "skip_empty": weather.skips && first.manners % 2 == 1,
        "compensate": first.undoing % 2 == 1,
    })
}

/// Adds what a node may take over from flows from elsewhere.
fn add_manners(fields: &mut Value, draft: &Draft) {
    let manners = draft.manners / 2;
    match draft.undoing / 2 % 6 {
        4 => fields["compensate_with"] = json!("h0"),
        5 => fields["compensate_with"] = json!("h2"),
        _ => {}
    }
    fields["once"] = json!(manners % 6 == 1);
    fields["always_output"] = json!(manners % 5 == 2);
    fields["on_error"] = json!(if manners % 4 == 3 { "pass_on" } else { "flow" });
}

/// All arrows in the order of their wiring, each from a node to a later one.
fn arrows(drafts: &[Draft]) -> Vec<(String, String)> {
    let mut drawn = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        for (from, from_port, to_port, place) in &draft.arrows {
            let to = if kind(draft) == "merge" { format!("n{index}.in{}", to_port % 2) } else { format!("n{index}") };
            drawn.push((*place, (source(drafts, index, *from, *from_port), to)));
        }
    }
    drawn.sort_by_key(|(place, _)| *place);
    let mut seen = HashSet::new();
    drawn.into_iter().map(|(_, arrow)| arrow).filter(|arrow| seen.insert(arrow.clone())).collect()
}

/// A port of a node before the one at `index`: of a trigger, or of an earlier node.
fn source(drafts: &[Draft], index: usize, from: u8, port: u8) -> String {
    match usize::from(from) % (index + 2) {
        0 => "t".to_owned(),
        1 if from.is_multiple_of(3) => "u".to_owned(),
        1 => "t".to_owned(),
        place => {
            let ports: &[&str] = if kind(&drafts[place - 2]) == "if" {
                &["yes", "no", "yes", "error"]
            } else {
                &["main", "main", "main", "error"]
            };
            format!("n{}.{}", place - 2, ports[usize::from(port) % ports.len()])
        }
    }
}

fn fields(index: usize, draft: &Draft, arrows: &[(String, String)], weather: Weather) -> Value {
    let name = format!("n{index}");
    let incoming: Vec<usize> =
        (0..arrows.len()).filter(|place| arrows[*place].1.split('.').next() == Some(name.as_str())).collect();
    let mut join = json!({ "rule": rule(draft, &incoming) });
    if weather.limits && draft.patient {
        join["timeout_ms"] = json!(2);
    }
    let mut fields = json!({
        "join": join,
        "disabled": draft.disabled,
        "retry": { "maximum": draft.retries % 4, "delays_ms": [1, 2] },
        "on_uncertain": UNCERTAIN[usize::from(draft.uncertain) % UNCERTAIN.len()],
    });
    if matches!(draft.behaviour, Behaviour::Hang) {
        fields["timeout_ms"] = json!(2);
    }
    add_manners(&mut fields, draft);
    fields
}

fn rule(draft: &Draft, incoming: &[usize]) -> Value {
    let count = 1 + usize::from(draft.count) % incoming.len().max(1);
    match draft.rule % 10 {
        5 => json!("all_required"),
        6 => json!("any"),
        7 if !incoming.is_empty() => json!({ "first": count }),
        8 | 9 if !incoming.is_empty() => {
            let chosen: Vec<String> = incoming.iter().rev().take(count).map(|place| format!("e{place}")).collect();
            json!({ "specific": chosen })
        }
        _ => json!("all"),
    }
}
