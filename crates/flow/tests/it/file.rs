//! Reading and writing flow files.

use crate::drawing::draw;
use flow::file::{self, FileError};
use std::path::Path;

#[track_caller]
fn refused(text: &str, code: &str, words: &[&str]) {
    let error = file::read(text.as_bytes()).expect_err("is read");
    assert_eq!(error.code(), code, "{error}");
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "`{word}` is missing in: {message}");
    }
    assert!(error.hint().ends_with('.'));
}

#[test]
fn reads_what_it_writes() {
    let flow = draw(
        "t: start\na: act {\"parameters\": {\"z\": 1, \"a\": {\"y\": [1.5, \"ä\"]}}, \"retry\": {\"maximum\": 2}}\nt -> a",
    );
    let text = file::write(&flow);
    assert!(text.ends_with("}\n"));
    let again = file::read(text.as_bytes()).expect("is read");
    assert_eq!(again, flow);
    assert_eq!(file::write(&again), text, "writing is stable");
}

#[test]
fn reads_a_file_with_a_byte_order_mark() {
    let text = format!("\u{feff}{}", file::write(&draw("t: start")));
    assert!(file::read(text.as_bytes()).is_ok());
}

#[test]
fn says_what_is_wrong_and_where() {
    refused("{\n  \"format\": \"towpath.flow\",\n  \"version\": 1 \"name\"", "file_not_json", &["line 3", "column"]);
    refused("", "file_not_json", &["EOF"]);
    refused("{}", "file_not_a_flow", &["missing"]);
    refused("{\"format\": \"n8n\"}", "file_not_a_flow", &["`n8n`", "towpath.flow"]);
    refused(
        "{\"format\": \"towpath.flow\", \"version\": 7, \"sparkle\": 1}",
        "file_newer_version",
        &["version 7", "up to 1"],
    );
    refused("{\"format\": \"towpath.flow\", \"version\": 0, \"name\": \"x\"}", "file_malformed", &["`version` is 0"]);
    refused("{\"format\": \"towpath.flow\", \"name\": \"x\"}", "file_malformed", &["missing field `version`"]);
    refused(
        "{\"format\": \"towpath.flow\", \"version\": 1, \"name\": \"x\",\n\"nodez\": []}",
        "file_malformed",
        &["unknown field `nodez`", "line 2", "`nodes`"],
    );
    refused(
        "{\"format\": \"towpath.flow\", \"version\": 1, \"name\": \"x\",\n\"nodes\": [{\"id\": 5}]}",
        "file_malformed",
        &["invalid type", "line 2"],
    );
}

#[test]
fn keeps_to_its_limits() {
    let node = format!(
        "{{\"id\": \"a\", \"kind\": \"x\", \"name\": \"a\", \"parameters\": {{\"p\": {}{}}}}}",
        "[".repeat(200),
        "]".repeat(200)
    );
    let deep = format!("{{\"format\": \"towpath.flow\", \"version\": 1, \"name\": \"x\", \"nodes\": [{node}]}}");
    refused(&deep, "file_too_deep", &["line 1"]);
    let large = vec![b' '; flow::check::DOCUMENT_SIZE_MOST_BYTES + 1];
    assert_eq!(file::read(&large), Err(FileError::TooLarge { size_bytes: large.len() }));
    assert_eq!(file::read(b"{\"a\": \"\xff\"}"), Err(FileError::NotText { position: 7 }));
}

#[test]
fn exports_without_credentials() {
    let flow = draw("s: send {\"credentials\": {\"server\": \"cred_1\"}}");
    let exported = file::export(&flow);
    assert_eq!(exported.nodes[0].credentials["server"], "");
    assert!(!file::write(&exported).contains("cred_1"));
}

#[test]
fn the_published_schema_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/flow.schema.json");
    let schema = format!("{:#}\n", file::schema());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("has a folder")).expect("can be made");
        std::fs::write(&path, &schema).expect("can be written");
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(published, schema, "run the tests with UPDATE=1 to write docs/flow.schema.json");
}
