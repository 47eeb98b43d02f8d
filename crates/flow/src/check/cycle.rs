//! Checks that no arrow leads back: a region is acyclic.

use super::scene::Scene;
use crate::problem::Problem;

/// Appends one problem for each circle found.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    if let Some(circle) = find(scene) {
        problems.push(problem(scene, &circle));
    }
}

fn problem(scene: &Scene<'_>, circle: &[usize]) -> Problem {
    let names: Vec<String> =
        circle.iter().chain(&circle[..1]).map(|place| format!("“{}”", scene.nodes[*place].node.name)).collect();
    let message = format!(
        "The arrows go in a circle: {}. Each block would wait for the one before it, so none could start.",
        names.join(" → ")
    );
    let hint = "To repeat steps, put them into a loop block. Otherwise delete the arrow that leads back.";
    Problem::error("cycle", message, hint).at_node(&scene.nodes[circle[0]].node.id)
}

/// How far the search has come with a node.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    OnPath,
    Finished,
}

/// The first circle of a depth-first search in document order, as places of nodes.
fn find(scene: &Scene<'_>) -> Option<Vec<usize>> {
    let mut marks = vec![Mark::New; scene.nodes.len()];
    (0..scene.nodes.len())
        .find_map(|start| if marks[start] == Mark::New { search(scene, start, &mut marks) } else { None })
}

/// Searches from one node with its own stack: a path may be thousands of nodes long.
fn search(scene: &Scene<'_>, start: usize, marks: &mut [Mark]) -> Option<Vec<usize>> {
    let mut path = vec![(start, 0)];
    marks[start] = Mark::OnPath;
    while let Some((place, next)) = path.last_mut() {
        let Some(edge) = scene.nodes[*place].outgoing.get(*next) else {
            marks[*place] = Mark::Finished;
            path.pop();
            continue;
        };
        *next += 1;
        let Some(target) = scene.target(&scene.flow.edges[*edge]) else { continue };
        match marks[target] {
            Mark::OnPath => {
                let from = path.iter().position(|(place, _)| *place == target)?;
                return Some(path[from..].iter().map(|(place, _)| *place).collect());
            }
            Mark::New => {
                marks[target] = Mark::OnPath;
                path.push((target, 0));
            }
            Mark::Finished => {}
        }
    }
    None
}
