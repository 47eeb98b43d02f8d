//! Random flows with boxes in boxes, driven in random order, against the
//! reference interpreter.

use crate::case::{Case, Weather, nested_case};
use crate::driver::Driver;
use crate::random::{Scene, check_all, compare_node, config, kept, start_items};
use crate::reference::Fate;
use engine::{EdgeState, NodeState, RunStatus};
use proptest::prelude::*;

/// The nodes of the flow itself with what the reference says of them.
fn fates(scene: &Scene, case: &Case) -> Vec<(u32, Fate)> {
    let reference = scene.reference(case);
    let nodes = (0..).zip(scene.plan.nodes()).filter(|(_, node)| node.region == 0);
    nodes.map(|(index, node)| (index, reference.node(&node.name))).collect()
}

fn compare_arrows(scene: &Scene, driver: &Driver<'_>, fates: &[(u32, Fate)]) {
    for (index, edge) in (0..).zip(scene.plan.edges()) {
        let Some((_, fate)) = fates.iter().find(|(node, _)| *node == edge.from.node) else { continue };
        if !fate.vague {
            let is_taken = matches!(driver.run.edge_state(&scene.plan, 0, index), EdgeState::Taken(_));
            let port = scene.flow.edges[index as usize].from.port.as_str();
            let given = fate.gave.get(port).filter(|items| !scene.plan.skip_empty() || !items.is_empty());
            assert_eq!(is_taken, given.is_some(), "of e{index}");
        }
    }
}

proptest! {
    #![proptest_config(config())]

    /// What leaves a box, and which nodes run after it, does not depend on the
    /// order in which things happen in it, and is what the reference says.
    #[test]
    fn boxes_end_as_the_reference_says_whatever_the_order(case in nested_case(Weather::fair())) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.drive(0, start_items());
        let fates = fates(&scene, &case);
        for (node, fate) in &fates {
            compare_node(&scene, &driver.run, *node, fate);
        }
        compare_arrows(&scene, &driver, &fates);
        prop_assert!(driver.all_decided(), "every arrow is decided");
        if fates.iter().all(|(_, fate)| !fate.vague) {
            let any_failed = fates.iter().any(|(_, fate)| !fate.failures.is_empty());
            prop_assert_eq!(driver.run.status(), if any_failed { RunStatus::Failed } else { RunStatus::Succeeded });
            let failed: Vec<_> = driver.run.error().and_then(|error| error.node).into_iter().collect();
            let named = |node: &u32| fates.iter().any(|(_, fate)| {
                fate.failures.iter().any(|(_, _, name)| *name == scene.plan.node(*node).name)
            });
            prop_assert!(failed.iter().all(named), "the run names a node whose failure nothing caught");
        }
        check_all(&scene, &driver);
    }

    /// A cancel at any moment, or a failure that stops the run: nothing starts after
    /// it in any box, nothing is left under way, and what was done is right.
    #[test]
    fn a_stop_or_cancel_reaches_into_boxes(case in nested_case(Weather::stopping()), after in prop::option::of(1..40usize)) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.cancel_after = after;
        driver.drive(0, start_items());
        for (node, fate) in fates(&scene, &case) {
            if matches!(driver.run.node_state(0, node), NodeState::Done | NodeState::Skipped) {
                compare_node(&scene, &driver.run, node, &fate);
            }
        }
        check_all(&scene, &driver);
    }

    /// With time limits on joins and boxes what happens depends on time; what must
    /// always hold still holds.
    #[test]
    fn boxes_hold_what_must_hold_under_time_limits(case in nested_case(Weather::limiting()), after in prop::option::weighted(0.2, 1..40usize)) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.cancel_after = after;
        driver.drive(0, start_items());
        if driver.run.status() != RunStatus::Cancelled {
            prop_assert!(driver.all_decided(), "every arrow is decided");
        }
        check_all(&scene, &driver);
    }

    /// A retried run enters no box that was done, and the others from the start.
    #[test]
    fn a_retried_run_enters_no_box_that_is_done(case in nested_case(Weather::stopping())) {
        let scene = Scene::of(&case);
        let mut first = scene.driver(&case);
        first.drive(0, start_items());
        let mut driver = scene.driver(&case);
        driver.kept = kept(&scene, &first.run);
        driver.drive(0, start_items());
        let kept = driver.kept.keys().copied().collect::<Vec<_>>();
        for step in &driver.performed {
            let mut place = step.frame;
            let mut around = vec![step.node];
            while let Some(owner) = driver.owners.get(&place) {
                around.push(owner.node);
                place = owner.frame;
            }
            prop_assert!(around.iter().all(|node| !kept.contains(node)), "{:?} is within what was kept", step);
        }
        check_all(&scene, &driver);
    }
}
