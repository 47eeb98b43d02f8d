//! Checks that no arrow leads back: a region is acyclic.

use super::scene::Scene;
use crate::problem::Problem;

/// The most circles that are named; the rest shows once these are mended.
const CIRCLES_MOST: usize = 10;

/// Appends one problem for each arrow that closes a circle.
pub(super) fn check(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    let mut search = Search { scene, marks: vec![Mark::New; scene.nodes.len()], circles: Vec::new() };
    for start in 0..scene.nodes.len() {
        search.from(start);
    }
    problems.extend(search.circles.iter().map(|circle| problem(scene, circle)));
}

/// Nodes that lead to each other in turn, and the arrow that leads back to the first.
struct Circle {
    places: Vec<usize>,
    closing: usize,
}

fn problem(scene: &Scene<'_>, circle: &Circle) -> Problem {
    let closed = circle.places.iter().chain(&circle.places[..1]);
    let names: Vec<String> = closed.map(|place| format!("“{}”", scene.nodes[*place].node.name)).collect();
    let message = match names.as_slice() {
        [name, _] => format!("An arrow leads from {name} back to itself, so it would wait for itself and never start."),
        _ => format!(
            "The arrows go in a circle: {}. Each of these nodes would wait for the one before it, so none could start.",
            names.join(" → ")
        ),
    };
    let hint = "To repeat nodes, put them into a loop node; otherwise delete the arrow that leads back.";
    let last = circle.places[circle.places.len() - 1];
    Problem::error("cycle", message, hint)
        .at_node(&scene.nodes[last].node.id)
        .at_edge(&scene.flow.edges[circle.closing].id)
}

/// How far the search has come with a node.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    OnPath,
    Finished,
}

/// A depth-first search in document order, with its own stack: a path may be
/// thousands of nodes long.
struct Search<'a> {
    scene: &'a Scene<'a>,
    marks: Vec<Mark>,
    circles: Vec<Circle>,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        if self.marks[start] != Mark::New {
            return;
        }
        self.marks[start] = Mark::OnPath;
        // Each node on the path with the number of its arrows already followed.
        let mut path = vec![(start, 0)];
        while let Some((place, followed)) = path.last_mut() {
            let Some(edge) = self.scene.nodes[*place].outgoing.get(*followed).copied() else {
                self.marks[*place] = Mark::Finished;
                path.pop();
                continue;
            };
            *followed += 1;
            self.follow(edge, &mut path);
        }
    }

    fn follow(&mut self, edge: usize, path: &mut Vec<(usize, usize)>) {
        let Some(target) = self.scene.target(&self.scene.flow.edges[edge]) else { return };
        match self.marks[target] {
            Mark::New => {
                self.marks[target] = Mark::OnPath;
                path.push((target, 0));
            }
            Mark::OnPath if self.circles.len() < CIRCLES_MOST => {
                let places = path.iter().map(|(place, _)| *place).skip_while(|place| *place != target).collect();
                self.circles.push(Circle { places, closing: edge });
            }
            Mark::OnPath | Mark::Finished => {}
        }
    }
}
