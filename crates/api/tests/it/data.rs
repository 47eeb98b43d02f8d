//! Variables and data tables, as a program meets them.

use crate::server::Server;
use auth::Scope;
use http::Method;
use serde_json::{Value, json};
use store::identity::Role;

#[tokio::test]
async fn variables_are_made_changed_and_found() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let path = format!("{base}/variables");
    let flow = server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow"})).await.ok();
    let made =
        server.post(&owner, &path, json!({"name": "region", "value": {"a": [1]}, "description": " Where "})).await.ok();
    assert_eq!(
        (&made["scope"], &made["description"], &made["by_run"]),
        (&json!("workspace"), &json!("Where"), &json!(false))
    );
    for (body, verdict) in [
        (json!({"name": "region", "value": 1}), "409 conflict"),
        (json!({"name": "2fast", "value": 1}), "422 invalid"),
        (json!({"name": "x"}), "422 invalid"),
        (json!({"name": "x", "value": 1, "scope": "flow"}), "422 invalid"),
        (json!({"name": "x", "value": 1, "scope": "flow", "flow": "flow_00000000000000000000000001"}), "404 not_found"),
    ] {
        assert_eq!(server.post(&owner, &path, body.clone()).await.verdict(), verdict, "{body}");
    }
    let near = json!({"name": "region", "value": null, "scope": "flow", "flow": flow["id"]});
    assert_eq!(server.post(&owner, &path, near).await.ok()["flow_name"], "Flow");
    let far = json!({"name": "brand", "value": "Acme", "scope": "organisation"});
    let editor = server.member(workspace, Role::Editor).await;
    assert_eq!(server.post(&editor, &path, far.clone()).await.verdict(), "403 forbidden", "others see it, too");
    let brand = server.post(&owner, &path, far).await.ok();

    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let changed = server.send(Method::PATCH, &editor, &one, Some(json!({"value": null, "name": "zone"}))).await.ok();
    assert_eq!(
        (&changed["value"], &changed["name"], &changed["description"]),
        (&json!(null), &json!("zone"), &json!("Where"))
    );
    let names =
        |list: &Value| list["items"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&server.get(&owner, &path).await.ok()), ["brand", "region", "zone"]);
    assert_eq!(names(&server.get(&owner, &format!("{path}?search=ON")).await.ok()), ["region", "zone"]);
    let visible = server.get(&owner, &format!("{base}/flows/{}/variables", flow["id"].as_str().unwrap())).await.ok();
    assert_eq!(names(&visible), ["brand", "region", "zone"]);

    let brand = format!("{path}/{}", brand["id"].as_str().unwrap());
    assert_eq!(server.send(Method::DELETE, &editor, &brand, None).await.verdict(), "403 forbidden");
    assert_eq!(server.send(Method::DELETE, &owner, &brand, None).await.status, 204);
    let audit = server.get(&owner, &format!("{base}/audit")).await.ok();
    let actions: Vec<_> =
        audit["items"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(actions[..4], ["variable.deleted", "variable.changed", "variable.created", "variable.created"]);
    assert!(!audit.to_string().contains("Acme"), "values are nobody's business");
}

#[tokio::test]
async fn what_scripts_keep_is_shown_and_forgotten() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let flow = server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow"})).await.ok();
    let id: flow::id::FlowId = flow["id"].as_str().unwrap().parse().unwrap();
    let run = flow::id::RunId(uuid::Uuid::from_u128(7));
    let entry = |scope: &str, name: &str| store::static_data::StaticEntry {
        scope: scope.into(),
        name: name.into(),
        value: Some(json!(1)),
    };
    let entries = vec![entry("", "a"), entry("node", "b"), entry("node", "c")];
    server.store.keep_static_data(workspace, id, run, 0, entries).await.unwrap();
    server.store.settle_static_data(workspace, run, true, flow::Timestamp(0)).await.unwrap();
    let path = format!("{base}/flows/{id}/static-data");
    let kept = server.get(&owner, &path).await.ok();
    assert_eq!(kept, json!({"global": {"a": 1}, "nodes": {"node": {"b": 1, "c": 1}}}));
    assert_eq!(server.send(Method::DELETE, &owner, &path, None).await.status, 204);
    assert_eq!(server.get(&owner, &path).await.ok(), json!({"global": {}, "nodes": {}}));
}

#[tokio::test]
async fn tables_hold_rows() {
    let (server, workspace, owner) = Server::with_owner().await;
    let token = server.token(workspace, &[Scope::DataWrite]).await;
    let path = format!("/api/v1/workspaces/{workspace}/tables");
    let columns = json!([{"name": "name"}, {"name": "age", "kind": "number", "indexed": true}]);
    let table = server.post(&token, &path, json!({"name": "People", "columns": columns})).await.ok();
    assert_eq!(table["columns"][1], json!({"place": 1, "name": "age", "kind": "number", "indexed": true}));
    assert_eq!(server.post(&token, &path, json!({"name": "People"})).await.verdict(), "409 conflict");
    for columns in [json!([{"name": "id"}]), json!([{"name": "a"}, {"name": "A"}]), json!([{"name": ""}])] {
        let refused = server.post(&token, &path, json!({"name": "Other", "columns": columns})).await;
        assert_eq!(refused.verdict(), "422 invalid", "{columns}");
    }
    let one = format!("{path}/{}", table["id"].as_str().unwrap());
    let rows = format!("{one}/rows");
    let made = server
        .post(&token, &rows, json!({"rows": [{"name": "Ada", "age": "36"}, {"name": "Bob", "id": 9}]}))
        .await
        .ok();
    assert_eq!(made["items"][0]["age"], 36);
    let wrong = server.post(&token, &rows, json!({"rows": [{"name": "Cid"}, {"age": "old"}]})).await;
    assert_eq!((wrong.verdict().as_str(), &wrong.body["fields"][0]["field"]), ("422 invalid", &json!("rows.1.age")));
    let changed =
        server.send(Method::PATCH, &token, &format!("{rows}/2"), Some(json!({"cells": {"age": 9}}))).await.ok();
    assert_eq!((&changed["name"], &changed["age"]), (&json!("Bob"), &json!(9)));
    assert_eq!(
        server.send(Method::PATCH, &token, &format!("{rows}/7"), Some(json!({"cells": {}}))).await.verdict(),
        "404 not_found"
    );

    let found = async |query: &str| server.get(&owner, &format!("{rows}?{query}")).await;
    assert_eq!(found("sort=age&descending=true&limit=1").await.ok()["items"][0]["name"], "Ada");
    let filter = "filter=%7B%22conditions%22%3A%5B%7B%22column%22%3A%22age%22%2C%22test%22%3A%22less%22%2C%22value%22%3A10%7D%5D%7D";
    let young = found(filter).await.ok();
    assert_eq!((&young["items"][0]["name"], &young["total"]), (&json!("Bob"), &json!(1)));
    assert_eq!(found("sort=mail").await.verdict(), "422 invalid");
    assert_eq!(found("filter=%7B").await.verdict(), "400 not_json");

    let columns = json!([{"place": 1, "name": "years", "kind": "text"}, {"name": "vip", "kind": "boolean"}]);
    let shaped = server.send(Method::PATCH, &token, &one, Some(json!({"name": "Folk", "columns": columns}))).await.ok();
    assert_eq!(
        (&shaped["name"], &shaped["columns"][1]["place"], &shaped["rows"]),
        (&json!("Folk"), &json!(2), &json!(2))
    );
    let left = found("").await.ok();
    assert_eq!((&left["items"][0]["years"], left["items"][0].get("name")), (&json!("36"), None));
    assert_eq!(
        server.post(&token, &format!("{rows}/delete"), json!({"rows": [1, 7]})).await.ok(),
        json!({"deleted": 1})
    );
    assert_eq!(server.send(Method::DELETE, &token, &one, None).await.status, 204);
    assert_eq!(server.get(&token, &one).await.verdict(), "404 not_found");
}

#[tokio::test]
async fn tables_come_from_csv_and_go_to_it() {
    let (server, workspace, owner) = Server::with_owner().await;
    let path = format!("/api/v1/workspaces/{workspace}/tables");
    let table = server.post(&owner, &path, json!({"name": "Größen & Co", "columns": [{"name": "name"}]})).await.ok();
    let csv = format!("{path}/{}/csv", table["id"].as_str().unwrap());
    let unknown = server.post(&owner, &csv, json!({"csv": "name,age\nAda,36\n"})).await;
    assert!(unknown.problem()["detail"].as_str().unwrap().contains("names “age”"));
    let text = "\u{feff}name;age;born;note\n\"Ada; L.\";36;1815-12-10;\nBob;9;;\"say \"\"hi\"\"\"\n";
    let made = server.post(&owner, &csv, json!({"csv": text, "adds_columns": true})).await.ok();
    assert_eq!(made, json!({"rows": 2, "new_columns": ["age", "born", "note"]}));
    let shaped = server.get(&owner, &format!("{path}/{}", table["id"].as_str().unwrap())).await.ok();
    let kinds: Vec<_> = shaped["columns"].as_array().unwrap().iter().map(|column| column["kind"].clone()).collect();
    assert_eq!(kinds, ["text", "number", "date", "text"]);
    let wrong = server.post(&owner, &csv, json!({"csv": "age\n1\nold\n"})).await.problem();
    assert_eq!(wrong["detail"], "Line 3 has “old” for “age”, which holds a number.");
    let out = server.get(&owner, &csv).await;
    assert_eq!(out.headers["content-disposition"], "attachment; filename=\"Gr__en___Co.csv\"");
    let lines: Vec<&str> = out.body.as_str().unwrap().lines().collect();
    assert_eq!(lines[0], "id,createdAt,updatedAt,name,age,born,note");
    assert!(lines[1].ends_with(",Ada; L.,36,1815-12-10T00:00:00.000Z,"), "{}", lines[1]);
    assert!(lines[2].ends_with(",Bob,9,,\"say \"\"hi\"\"\""), "{}", lines[2]);
    let back = server.post(&owner, &csv, json!({"csv": out.body})).await.ok();
    assert_eq!(back["rows"], 2, "what goes out comes back in");
}
