//! Each problem of a document, by code, place and words.

use crate::drawing::{draw, kinds};
use flow::{Problem, Severity};

/// Shows a problem in one line: `error cycle @a e1 .parameter`.
fn line(problem: &Problem) -> String {
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    let mut line = format!("{severity} {}", problem.code);
    line.extend(problem.node.iter().map(|node| format!(" @{node}")));
    line.extend(problem.edge.iter().map(|edge| format!(" {edge}")));
    line.extend(problem.parameter.iter().map(|path| format!(" .{path}")));
    line
}

#[track_caller]
fn check(drawing: &str, expected: &[&str]) {
    let problems = flow::check(&draw(drawing), &kinds());
    let lines: Vec<String> = problems.iter().map(line).collect();
    assert_eq!(lines, expected, "in\n{drawing}");
    for problem in &problems {
        assert!(problem.message.ends_with('.') && problem.hint.ends_with('.'), "no sentences: {problem:?}");
    }
}

#[test]
fn accepts_what_can_run() {
    check("t: start\na: calc\nt -> a", &[]);
    check("t: start\ni: if\nj: calc\nt -> i\ni.yes -> j\ni.no -> j", &[]);
    check("t: start\na: act\nb: calc\nt -> a\na.error -> b", &[]);
    check("t: start\nm: merge {\"parameters\": {\"inputs\": 3}}\nt -> m.in0\nt -> m.in2", &[]);
    check(
        "t: start\ns: switch {\"parameters\": {\"rules\": [{}, {}]}}\na: calc\nt -> s\ns.case1 -> a\ns.else -> a",
        &[],
    );
    check(
        "t: start\ns: send {\"parameters\": {\"to\": \"a\"}, \"credentials\": {\"server\": \"cred_1\"}}\nt -> s",
        &[],
    );
}

#[test]
fn names_what_is_wrong_with_a_node() {
    check("t: start\nt: start", &["error node_id_duplicate @t", "error name_duplicate @t"]);
    check("t: start\na: calc {\"name\": \"t\"}\nt -> a", &["error name_duplicate @a"]);
    check("t: start {\"name\": \" \"}", &["error name_empty @t"]);
    check(&format!("t: start {{\"name\": \"{}\"}}", "x".repeat(101)), &["error name_long @t"]);
    check(&format!("t: start {{\"name\": \"{}\"}}", "ä".repeat(100)), &[]);
    check("t: start\na: teleport\nt -> a", &["error kind_unknown @a"]);
    check("t: start\na: calc {\"kind_version\": 2}\nt -> a", &["error kind_unknown @a"]);
    check("t: start\na: act {\"retry\": {\"maximum\": 21}}\nt -> a", &["error retry_too_many @a"]);
    check("t: start\na: act {\"retry\": {\"maximum\": 20}}\nt -> a", &[]);
    check("t: start\na: act {\"timeout_ms\": 0}\nt -> a", &["error timeout_zero @a"]);
}

#[test]
fn names_what_is_wrong_with_an_arrow() {
    check("t: start\nt -> gone", &["error edge_dangling @t e0"]);
    check("t: start\ngone -> t", &["error edge_dangling @t e0"]);
    check("t: start\na: calc\nt.side -> a", &["error output_unknown @t e0"]);
    check("t: start\na: calc\nt -> a.side", &["error input_unknown @a e0"]);
    check("t: start\na: calc\nb: calc\nt -> a -> b\nt.error -> b", &["error output_unknown @t e2"]);
    check("t: start\nu: start\nt -> u", &["error edge_into_trigger @u e0"]);
    check("t: start\na: calc\nt -> a\nt -> a", &["error edge_duplicate @a e1"]);
    check("t: start\na: teleport\nb: calc\nt -> a.x\na.y -> b", &["error kind_unknown @a"]);
}

#[test]
fn names_the_blocks_of_a_circle() {
    check("t: start\na: calc\nb: calc\nt -> a -> b -> a", &["error cycle @b e2"]);
    check("t: start\na: calc\nt -> a -> a", &["error cycle @a e1"]);
    check("t: start\na: calc\nb: calc\nt -> a -> a\na -> b -> b", &["error cycle @a e1", "error cycle @b e3"]);
    let problems = flow::check(&draw("t: start\na: calc\nb: calc\nc: calc\nt -> a -> b -> c -> a"), &kinds());
    assert!(problems[0].message.contains("“a” → “b” → “c” → “a”"), "{}", problems[0].message);
    assert!(problems[0].hint.contains("loop node"), "{}", problems[0].hint);
}

#[test]
fn names_what_never_runs() {
    check("a: calc", &["error trigger_missing"]);
    check("", &["error trigger_missing"]);
    check("t: start\na: calc\nb: calc\na -> b", &["warning node_unreachable @a", "warning node_unreachable @b"]);
    check("t: start {\"disabled\": true}\na: calc\nt -> a", &["warning triggers_disabled"]);
}

#[test]
fn names_a_join_that_cannot_start() {
    let join = |rule: &str| format!("t: start\na: calc\nj: calc {{\"join\": {{{rule}}}}}\nt -> a -> j\nt -> j");
    check(&join(r#""rule": {"first": 2}"#), &[]);
    check(&join(r#""rule": {"first": 0}"#), &["error join_count_zero @j"]);
    check(&join(r#""rule": {"first": 3}"#), &["error join_count_large @j"]);
    check(&join(r#""rule": {"specific": ["e1"]}"#), &[]);
    check(&join(r#""rule": {"specific": []}"#), &["error join_empty @j"]);
    check(&join(r#""rule": {"specific": ["e0"]}"#), &["error join_foreign_edge @j e0"]);
    check(&join(r#""rule": {"specific": ["e9"]}"#), &["error join_foreign_edge @j e9"]);
    check(&join(r#""timeout_ms": 0"#), &["error join_timeout_zero @j"]);
}

#[test]
fn names_parameters_and_credentials() {
    let send = |fields: &str| format!("t: start\ns: send {fields}\nt -> s");
    check(&send("{}"), &["error parameter_missing @s .to", "error credential_missing @s"]);
    check(
        &send(r#"{"parameters": {"to": "", "copies": 9}, "credentials": {"server": ""}}"#),
        &["warning parameter_empty @s .to", "error parameter_range @s .copies", "error credential_missing @s"],
    );
    check(
        &send(r#"{"parameters": {"to": 5, "copies": "{{ $json.n }}"}, "credentials": {"server": "c"}}"#),
        &["error parameter_type @s .to"],
    );
    check(&send(r#"{"disabled": true}"#), &["warning parameter_missing @s .to", "warning credential_missing @s"]);
}

#[test]
fn sorts_problems_by_node() {
    check(
        "t: start\na: act {\"timeout_ms\": 0}\nb: send\nt -> a -> b\nt -> b.side",
        &[
            "error timeout_zero @a",
            "error input_unknown @b e2",
            "error parameter_missing @b .to",
            "error credential_missing @b",
        ],
    );
}

#[test]
fn refuses_what_is_out_of_bounds() {
    let change = |change: fn(&mut flow::Flow)| {
        let mut flow = draw("t: start");
        change(&mut flow);
        flow::check(&flow, &kinds()).iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(change(|flow| flow.format = "other".into()), ["error format_unknown"]);
    assert_eq!(change(|flow| flow.version = 2), ["error version_unknown"]);
    assert_eq!(change(|flow| flow.name = String::new()), ["error flow_name_empty"]);
    assert_eq!(change(|flow| flow.name = "n".repeat(101)), ["error flow_name_long"]);
    assert_eq!(change(|flow| flow.settings.timeout_ms = Some(0)), ["error flow_timeout_zero"]);
    assert_eq!(change(|flow| flow.nodes = vec![flow.nodes[0].clone(); 5_001]), ["error flow_too_large"]);
    assert_eq!(change(|flow| flow.description = "d".repeat(11 << 20)), ["error flow_too_large"]);
}

#[test]
fn checks_a_flow_of_the_largest_size_quickly() {
    let mut drawing = String::from("t: start\n");
    for index in 0..4_999 {
        drawing.push_str(&format!("n{index}: calc\n"));
        let before = if index == 0 { "t".to_owned() } else { format!("n{}", index - 1) };
        drawing.push_str(&format!("{before} -> n{index}\n"));
    }
    check(&drawing, &[]);
}

#[test]
fn names_what_is_wrong_with_a_box() {
    check("t: start\nl: each\na: calc in l\nb: calc in l\nt -> l\na -> b", &[]);
    check("t: start\na: calc in gone\nt -> a", &["error parent_missing @a", "error edge_across_border @a e0"]);
    check("t: start\nb: calc\na: calc in b\nt -> b", &["error parent_not_container @a"]);
    check("t: start\ns: sub\na: calc in s\nt -> s", &["error parent_not_container @a"]);
    check("t: start\nl: each in l", &["error parent_cycle @l", "warning node_unreachable @l"]);
    check("t: start\nl: each\nu: start in l\nt -> l", &["error trigger_inside @u"]);
    check("t: start\nl: each\nt -> l", &["warning body_empty @l"]);
    check("t: start\ns: sub\nt -> s", &[]);
    check(
        "t: start\nl: each\nm: each\na: calc in l\nb: calc in m\nt -> l\nt -> m\nt -> a\na -> l\na -> b",
        &["error edge_across_border @l e3", "error edge_across_border @a e2", "error edge_across_border @b e4"],
    );
}

#[test]
fn parents_that_go_in_a_circle_are_named_and_end_the_search() {
    check(
        "t: start\nl: each in m\nm: each in l\na: break in m",
        &[
            "error parent_cycle @l",
            "warning node_unreachable @l",
            "error parent_cycle @m",
            "warning node_unreachable @m",
            "warning node_unreachable @a",
        ],
    );
}

#[test]
fn boxes_stand_in_each_other_only_so_deep() {
    let mut drawing = String::from("t: start\nl0: try\nt -> l0\n");
    for depth in 1..=16 {
        drawing.push_str(&format!("l{depth}: try in l{}\n", depth - 1));
    }
    check(&drawing, &["warning body_empty @l16"]);
    drawing.push_str("a: calc in l16");
    check(&drawing, &["error nesting_deep @a"]);
}

#[test]
fn names_a_break_outside_a_loop() {
    check("t: start\nl: each\ny: try in l\nb: break in y\nt -> l", &[]);
    check("t: start\nb: break\nt -> b", &["error control_outside_loop @b"]);
    check("t: start\ny: race\nb: continue in y\nt -> y", &["error control_outside_loop @b"]);
    check("t: start\nl: each\nb: break in l\na: calc in l\nt -> l\nb.error -> a", &["warning control_followed @b"]);
}

#[test]
fn names_settings_of_a_box_that_cannot_be_read() {
    let check_box = |kind: &str, parameters: &str, expected: &[&str]| {
        check(&format!("t: start\nl: {kind} {{\"parameters\": {{{parameters}}}}}\na: calc in l\nt -> l"), expected);
    };
    check_box("each", r#""batch_size": 10, "at_once": 1000, "on_item_error": "collect", "results": "none""#, &[]);
    check_box("each", r#""batch_size": 0"#, &["error container_setting @l .batch_size"]);
    check_box("each", r#""at_once": 1001"#, &["error container_setting @l .at_once"]);
    check_box("each", r#""at_once": "{{ $json.n }}""#, &["error container_setting @l .at_once"]);
    check_box("each", r#""on_item_error": "retry""#, &["error container_setting @l .on_item_error"]);
    check_box("each", r#""results": "some""#, &["error container_setting @l .results"]);
    check_box("while", r#""maximum_iterations": 5, "maximum_ms": 100"#, &[]);
    check_box("while", r#""maximum_iterations": 2000000"#, &["error container_setting @l .maximum_iterations"]);
    check_box("try", r#""catch": ["transient", "in_doubt"]"#, &[]);
    check_box("try", r#""catch": ["odd"]"#, &["error container_setting @l .catch"]);
}

#[test]
fn names_what_cannot_undo_the_work_of_others() {
    let flow = |undoing: &str| {
        format!("flow {{\"compensate\": true}}\nt: start\na: act {{\"compensate_with\": \"u\"}}\nt -> a\n{undoing}")
    };
    check(&flow("u: act"), &[]);
    check(&flow("u: try\nv: act in u"), &[]);
    check(&flow(""), &["error compensation_missing @a"]);
    check(&flow("u: act\nt -> u"), &["error compensation_misplaced @u"]);
    check(&flow("u: act\nb: calc\nu -> b"), &["error compensation_misplaced @u"]);
    check(&flow("w: each\nt -> w\nu: act in w"), &["error compensation_misplaced @u"]);
    check(&flow("u: act {\"compensate_with\": \"w\"}\nw: act"), &["error compensation_misplaced @u"]);
    check(&flow("u: start"), &["error compensation_misplaced @u"]);
    check("t: start\na: act {\"compensate_with\": \"u\"}\nu: act\nt -> a", &["warning compensation_off @a"]);
    let policy = r#"{"retry": {"classes": {"network": {"maximum": 21}}}}"#;
    check(&format!("t: start\na: act {policy}\nt -> a"), &["error retry_too_many @a"]);
}
