//! Where blocks stand. Those of n8n are narrow and stand close together; ours are
//! wider, so the whole drawing is stretched, and shrunk again on the way back.

use flow::Node;
use flow::document::Position;

/// How much wider and higher the drawing is here.
const STRETCH: f64 = 1.6;
/// The room a block takes here.
const ROOM: (f64, f64) = (250.0, 140.0);
/// How far a block that finds no room moves down, and how often.
const STEP: f64 = 160.0;
const STEPS_MOST: usize = 50;

/// A length of n8n's drawing in ours.
pub(crate) fn stretched(length: f64) -> f64 {
    length * STRETCH
}

/// A length of our drawing in n8n's.
pub(crate) fn shrunk(length: f64) -> f64 {
    // Without the noise of the division, so that what came comes back.
    (length / STRETCH * 1_000.0).round() / 1_000.0
}

/// Moves the blocks that n8n does not have, `added`, down to where nothing stands.
pub(crate) fn make_room(nodes: &mut [Node], added: impl Fn(&Node) -> bool) {
    for place in 0..nodes.len() {
        if !added(&nodes[place]) {
            continue;
        }
        for _ in 0..STEPS_MOST {
            let here = nodes[place].position;
            if nodes.iter().enumerate().all(|(other, node)| other == place || is_apart(node.position, here)) {
                break;
            }
            nodes[place].position.y += STEP;
        }
    }
}

fn is_apart(one: Position, other: Position) -> bool {
    (one.x - other.x).abs() >= ROOM.0 || (one.y - other.y).abs() >= ROOM.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_there_and_back_changes_nothing() {
        for length in [0.0, -20.0, 240.0, 1_033.0, 0.5] {
            assert_eq!(shrunk(stretched(length)), length);
        }
    }

    #[test]
    fn added_blocks_find_room() {
        let mut nodes = vec![Node::new("a", "no_op", "A"), Node::new("b", "no_op", "B"), Node::new("c", "no_op", "C")];
        make_room(&mut nodes, |node| node.name != "A");
        assert_eq!(nodes.iter().map(|node| node.position.y).collect::<Vec<_>>(), [0.0, 160.0, 320.0]);
    }
}
