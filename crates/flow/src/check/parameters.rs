//! Checks of the parameters against the schema of the kind, and of the credentials.

use super::scene::{Scene, SceneNode};
use crate::problem::{Problem, Severity};
use crate::schema::{self, Fault, Finding};
use serde_json::Value;

/// Appends the problems of each node's parameters and credentials. Those of a
/// disabled node are warnings: it is not performed.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    for node in &scene.nodes {
        let found = parameter_problems(node).chain(credential_problems(node));
        problems.extend(found.map(|problem| soften(problem, node.node.disabled)));
    }
}

fn soften(problem: Problem, disabled: bool) -> Problem {
    if disabled { Problem { severity: Severity::Warning, ..problem } } else { problem }
}

fn parameter_problems<'a>(node: &'a SceneNode<'_>) -> impl Iterator<Item = Problem> + 'a {
    let value = Value::Object(node.node.parameters.clone());
    let findings = node.kind.map(|kind| schema::check(&kind.parameters, &value)).unwrap_or_default();
    findings.into_iter().map(|finding| problem(node, finding))
}

fn problem(node: &SceneNode<'_>, finding: Finding) -> Problem {
    let (name, label) = (&node.node.name, &finding.label);
    let severity = if finding.fault == Fault::Empty { Severity::Warning } else { Severity::Error };
    let (code, message, hint) = match finding.fault {
        Fault::Missing => {
            ("parameter_missing", format!("“{name}” needs a value for “{label}”."), "Fill it in.".to_owned())
        }
        Fault::Empty => (
            "parameter_empty",
            format!("“{label}” of “{name}” is empty."),
            "Fill it in, unless an empty text is what is meant.".to_owned(),
        ),
        Fault::Type { wanted, found } => (
            "parameter_type",
            format!("“{label}” of “{name}” must be {wanted}, but is {found}."),
            mend_type(finding.expression),
        ),
        Fault::Choice { allowed } => (
            "parameter_choice",
            format!("“{label}” of “{name}” has a value that is not offered."),
            format!("Choose one of: {allowed}."),
        ),
        Fault::Range { rule } => {
            ("parameter_range", format!("“{label}” of “{name}” must be {rule}."), "Change the value.".to_owned())
        }
        Fault::Unknown => (
            "parameter_unknown",
            format!("“{name}” has a parameter `{label}` its kind does not have."),
            "Remove it; look whether its name is misspelt.".to_owned(),
        ),
    };
    let problem = Problem { severity, ..Problem::error(code, message, hint) };
    problem.at_node(&node.node.id).at_parameter(finding.path)
}

fn mend_type(expression: bool) -> String {
    if expression {
        "Change the value, or give it as an expression: `{{ … }}`.".to_owned()
    } else {
        "Change the value.".to_owned()
    }
}

fn credential_problems<'a>(node: &'a SceneNode<'_>) -> impl Iterator<Item = Problem> + 'a {
    let slots = node.kind.map(|kind| kind.credentials.as_slice()).unwrap_or_default();
    let chosen = |slot: &str| node.node.credentials.get(slot).is_some_and(|id| !id.is_empty());
    slots.iter().filter(move |slot| slot.required && !chosen(&slot.slot)).map(|slot| {
        let message = format!("“{}” needs a credential of the kind `{}`.", node.node.name, slot.credential);
        let hint = "Choose one in the node's panel, or add one under Credentials.";
        Problem::error("credential_missing", message, hint).at_node(&node.node.id)
    })
}
