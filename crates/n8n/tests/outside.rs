//! Databases, mailboxes and files on disk: what their nodes become here, without
//! running anything. Each mapping must also be one that our kind accepts.

mod support;

use serde_json::json;
use support::check;

#[test]
fn queries_are_bound() {
    check(
        "postgres",
        2.5,
        json!({"operation": "executeQuery", "query": "SELECT * FROM t WHERE a = '{{ $json.a }}' AND b = $1", "options": {"queryReplacement": "={{ $json.b }},{{ $json.c }}"}}),
        "postgres",
        json!({"statement": "SELECT * FROM t WHERE a = '{{ $json.a }}' AND b = $1", "parameters": ["{{ $json.b }}", "{{ $json.c }}"], "large_numbers": "text"}),
        &[],
    );
    check(
        "postgres",
        2.5,
        json!({"operation": "executeQuery", "query": "={{ $json.sql }}", "options": {"queryReplacement": "={{ $json.list }}", "queryBatching": "independently"}}),
        "postgres",
        json!({"statement": "{{ $json.sql }}", "computed": true, "parameters": "{{ [$json.list].flat() }}", "transactions": "item"}),
        &["query"],
    );
    check(
        "postgres",
        1.0,
        json!({"operation": "executeQuery", "query": "SELECT $1", "additionalFields": {"queryParams": "a,b"}}),
        "postgres",
        json!({"statement": "SELECT $1", "parameters": ["{{ $json[\"a\"] }}", "{{ $json[\"b\"] }}"]}),
        &[],
    );
    check(
        "mySql",
        2.4,
        json!({"operation": "executeQuery", "query": "SELECT 1", "options": {}}),
        "mysql",
        json!({"statement": "SELECT 1"}),
        &[],
    );
}

#[test]
fn rows_are_read_written_and_deleted() {
    let table = |mode: &str| json!({"__rl": true, "mode": mode, "value": "people"});
    check(
        "postgres",
        2.6,
        json!({"operation": "select", "table": table("list"), "where": {"values": [{"column": "a", "condition": ">=", "value": "={{ 1 }}"}, {"column": "b", "condition": "IS NULL"}]},
            "combineConditions": "OR", "sort": {"values": [{"column": "a", "direction": "DESC"}]}, "options": {"outputColumns": ["a", "b"]}}),
        "postgres",
        json!({"operation": "select", "schema": "public", "table": "people", "combine": "any", "columns": "a, b", "limit": 50, "sort": [{"column": "a", "descending": true}],
            "conditions": [{"column": "a", "is": "greater_or_equal", "value": "{{ 1 }}"}, {"column": "b", "is": "null", "value": ""}]}),
        &[],
    );
    check(
        "postgres",
        2.3,
        json!({"operation": "upsert", "table": table("name"), "columns": {"mappingMode": "defineBelow", "value": {"id": 1, "name": "={{ $json.name }}"}, "matchingColumns": ["id"], "schema": []}}),
        "postgres",
        json!({"operation": "upsert", "table": "people", "match_on": "id", "from": "values", "values": {"id": 1, "name": "{{ $json.name }}"}}),
        &[],
    );
    check(
        "mySql",
        2.0,
        json!({"operation": "update", "table": table("name"), "dataMode": "defineBelow", "columnToMatchOn": "id", "valueToMatchOn": "=7", "valuesToSend": {"values": [{"column": "name", "value": "x"}]}}),
        "mysql",
        json!({"operation": "update", "match_on": "id", "from": "values", "values": {"id": "7", "name": "x"}}),
        &[],
    );
    check(
        "postgres",
        1.0,
        json!({"operation": "insert", "schema": "public", "table": "people", "columns": "id:int, name", "returnFields": "id"}),
        "postgres",
        json!({"operation": "insert", "schema": "public", "table": "people", "returning": "id", "from": "values", "values": {"id": "{{ $json[\"id\"] }}", "name": "{{ $json[\"name\"] }}"}}),
        &[],
    );
    check(
        "postgres",
        2.4,
        json!({"operation": "deleteTable", "table": table("list"), "deleteCommand": "drop", "options": {"cascade": true}}),
        "postgres",
        json!({"statement": "DROP TABLE IF EXISTS \"public\".\"people\" CASCADE", "table": null}),
        &[],
    );
    check(
        "mySql",
        2.4,
        json!({"operation": "deleteTable", "table": table("list"), "deleteCommand": "delete"}),
        "mysql",
        json!({"operation": "delete", "table": "people", "all_rows": true}),
        &[],
    );
}

#[test]
fn mailboxes_are_looked_at() {
    check(
        "emailReadImap",
        2.0,
        json!({"postProcessAction": "nothing", "downloadAttachments": true, "options": {"customEmailConfig": "[\"UNSEEN\", [\"SUBJECT\", \"an order\"]]"}}),
        "email_trigger",
        json!({"then": "nothing", "shape": "simple", "first": "existing", "criteria": "SUBJECT \"an order\"", "files": null}),
        &[],
    );
    check(
        "emailReadImap",
        1.0,
        json!({"mailbox": "Orders", "format": "resolved", "options": {"customEmailConfig": "[\"ALL\"]", "allowUnauthorizedCerts": true}}),
        "email_trigger",
        json!({"mailbox": "Orders", "shape": "resolved", "which": "all", "then": null}),
        &["options.allowUnauthorizedCerts"],
    );
}

#[test]
fn files_are_read_and_written() {
    check(
        "readPDF",
        1.0,
        json!({"binaryPropertyName": "doc"}),
        "extract_from_file",
        json!({"format": "pdf", "file": "doc", "keep": "files"}),
        &[],
    );
    check(
        "extractFromFile",
        1.0,
        json!({"operation": "pdf", "options": {"maxPages": 3, "joinPages": false}}),
        "extract_from_file",
        json!({"format": "pdf", "pdf": {"most_pages": 3, "join": false}}),
        &[],
    );
    check(
        "extractFromFile",
        1.0,
        json!({"operation": "xls", "options": {}}),
        "extract_from_file",
        json!({"format": "workbook"}),
        &[],
    );
    check(
        "readBinaryFile",
        1.0,
        json!({"filePath": "/data/a.txt"}),
        "disk_file",
        json!({"path": "/data/a.txt", "operation": null}),
        &[],
    );
    check(
        "readBinaryFiles",
        1.0,
        json!({"fileSelector": "*.txt"}),
        "disk_file",
        json!({"path": "*.txt", "missing": "skip"}),
        &[],
    );
    check(
        "writeBinaryFile",
        1.0,
        json!({"fileName": "a.txt", "options": {"append": true}}),
        "disk_file",
        json!({"operation": "write", "path": "a.txt", "append": true}),
        &[],
    );
    check(
        "readWriteFile",
        1.0,
        json!({"fileSelector": "in/*", "options": {"dataPropertyName": "doc"}}),
        "disk_file",
        json!({"path": "in/*", "file": "doc"}),
        &[],
    );
    check(
        "readWriteFile",
        1.0,
        json!({"operation": "write", "fileName": "={{ $json.name }}", "options": {}}),
        "disk_file",
        json!({"operation": "write", "path": "{{ $json.name }}"}),
        &[],
    );
}
