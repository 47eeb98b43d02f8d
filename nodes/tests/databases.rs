//! The nodes for databases against private servers of PostgreSQL and MariaDB.

#[expect(dead_code, reason = "its mail server is for another test")]
mod support;

use node_sdk::cases::TestServices;
use node_sdk::flow::Item;
use node_sdk::{ErrorClass, NodeError, Output, Services};
use serde_json::{Map, Value, json};
use support::{object, run};
use test_kit::TempCluster;
use test_kit::mariadb::{HOW_TO_INSTALL, TempMariaDb};

const KEY: &str = "run_1/node_1/0/0";

/// A database and the way to it.
struct Place {
    kind: &'static str,
    services: TestServices,
}

impl Place {
    fn of(kind: &'static str, fields: Value) -> Self {
        let mut credential = object(json!({"kind": kind, "host": "127.0.0.1", "user": "ada", "password": "s3cret"}));
        credential.extend(object(fields));
        let services = TestServices::reaching_loopback([("database".to_owned(), credential)].into(), None).unwrap();
        Self { kind, services }
    }

    fn postgres(cluster: &TempCluster) -> Self {
        let address: url::Url = cluster.database().parse().unwrap();
        let database = address.path().trim_start_matches('/');
        let fields =
            json!({"port": address.port(), "database": database, "user": address.username(), "encryption": "none"});
        Self::of("postgres", fields)
    }

    async fn run(&self, parameters: Value, items: Value) -> Result<Output, NodeError> {
        let items = items.as_array().unwrap().iter().cloned().map(Item::new).collect();
        run(self.kind, parameters, items, &self.services, KEY).await
    }

    /// The JSON of the items that came out.
    async fn rows(&self, parameters: Value, items: Value) -> Value {
        let output =
            self.run(parameters, items).await.unwrap_or_else(|error| panic!("{}: {}", error.code, error.message));
        output.ports[0].1.iter().map(|item| Value::clone(&item.json)).collect()
    }

    /// What a statement gives for one empty item.
    async fn query(&self, statement: &str) -> Value {
        self.rows(json!({"statement": statement}), json!([{}])).await
    }

    /// The class and code of a failure.
    async fn failure(&self, parameters: Value, items: Value) -> (ErrorClass, &'static str) {
        let error = self.run(parameters, items).await.expect_err("a failure");
        (error.class, error.code)
    }
}

/// A MariaDB server; None, and words about it, where it is not installed.
fn mariadb(certificate: Option<(&str, &str)>) -> Option<TempMariaDb> {
    let server = TempMariaDb::start(certificate);
    if server.is_none() {
        eprintln!("left out: {HOW_TO_INSTALL}");
    }
    server
}

fn mysql_place(server: &TempMariaDb, fields: Value) -> Place {
    let mut all = object(json!({"port": server.port(), "database": "flows", "encryption": "none"}));
    all.extend(object(fields));
    Place::of("mysql", Value::Object(all))
}

#[tokio::test]
async fn postgres_types_become_json_and_come_back() {
    let cluster = TempCluster::start();
    let place = Place::postgres(&cluster);
    place
        .query(
            "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TYPE pair AS (a INTEGER, b TEXT);
             CREATE DOMAIN age AS INTEGER CHECK (VALUE >= 0);
             CREATE TABLE everything (id INTEGER PRIMARY KEY, truth BOOLEAN, small SMALLINT, large BIGINT, huge BIGINT,
             price NUMERIC(12,2), exact NUMERIC, single REAL, double DOUBLE PRECISION, name TEXT, code CHAR(3),
             data JSONB, raw JSON, bytes BYTEA, token UUID, day DATE, clock TIME, clock_zone TIMETZ,
             moment TIMESTAMP, instant TIMESTAMPTZ, span INTERVAL, list INTEGER[], grid TEXT[][], mood mood, age age,
             address INET, network CIDR, during INT4RANGE, bits BIT(4), place POINT)",
        )
        .await;
    let row = json!({
        "id": 1, "truth": true, "small": -3, "large": 9_007_199_254_740_992_i64, "huge": "9223372036854775807",
        "price": 12.5, "exact": "-0.00012345678901234567", "single": 0.1, "double": 1e-9, "name": "O'Neil; \\ \"é\"",
        "code": "ab ", "data": {"b": [1, null], "a": "x"}, "raw": [1, "2"], "bytes": "AP8=",
        "token": "550e8400-e29b-41d4-a716-446655440000", "day": "2026-02-28", "clock": "23:59:59.5",
        "clock_zone": "12:00:00+02:00", "moment": "1999-12-31T23:59:59.999999", "instant": "2026-01-02T03:04:05Z",
        "span": "P1Y2M3DT4H5M6.5S", "list": [1, null, 3], "grid": [["a", "b\"c"], ["", "d,e"]], "mood": "good",
        "age": 36, "address": "10.0.0.1", "network": "10.0.0.0/8", "during": "[1,5)", "bits": "1010",
        "place": {"x": 1.5, "y": -2.0},
    });
    let mut given = row.clone();
    given["place"] = "(1.5,-2)".into();
    // JSONB has its own order of fields.
    let mut expected = row.clone();
    expected["data"] = json!({"a": "x", "b": [1, null]});
    let inserted = place.rows(json!({"operation": "insert", "table": "everything"}), json!([given])).await;
    assert_eq!(inserted, json!([expected]));
    let nulls = place
        .rows(json!({"operation": "insert", "table": "everything", "returning": "id, data, list"}), json!([{"id": 2}]))
        .await;
    assert_eq!(nulls, json!([{"id": 2, "data": null, "list": null}]));
    let parameters =
        json!({"operation": "select", "table": "everything", "conditions": [{"column": "id", "value": 1}]});
    assert_eq!(place.rows(parameters, json!([{}])).await, json!([expected]));
    assert_eq!(place.query("SELECT ROW(1, 'x')::pair AS pair").await, json!([{"pair": {"a": 1, "b": "x"}}]));
    assert_eq!(
        place.query("SELECT NULL AS nothing, 'infinity'::date AS day").await,
        json!([{"nothing": null, "day": "infinity"}])
    );
    let texts = json!({"statement": "SELECT 1::bigint AS n, 1.50 AS d", "large_numbers": "text"});
    assert_eq!(place.rows(texts, json!([{}])).await, json!([{"n": "1", "d": "1.50"}]));
    let error = place.run(json!({"statement": "SELECT to_tsvector('a') AS v"}), json!([{}])).await.unwrap_err();
    assert!(error.message.contains("`v`") && error.message.contains("::text"), "{}", error.message);
}

#[tokio::test]
async fn postgres_statements_are_bound_and_kept_together() {
    let cluster = TempCluster::start();
    let place = Place::postgres(&cluster);
    place
        .query("CREATE TABLE people (id SERIAL PRIMARY KEY, name TEXT UNIQUE, score INTEGER CHECK (score >= 0))")
        .await;
    let evil = "x'); DROP TABLE people; --";
    let statement =
        "INSERT INTO people (name, score) VALUES ('{{ $json.name }}', {{ $json.score }}) RETURNING name, score";
    let items = json!([{"name": evil, "score": 1}, {"name": "Bob", "score": 2}]);
    assert_eq!(place.rows(json!({"statement": statement}), items.clone()).await, items);
    let listed = json!({"statement": "SELECT name FROM people WHERE name IN ({{ $json.names }}) AND score = ANY($1) ORDER BY id", "parameters": [[1, 2]]});
    assert_eq!(place.rows(listed, json!([{"names": ["Bob", evil]}])).await, json!([{"name": evil}, {"name": "Bob"}]));
    let span = place
        .rows(
            json!({"statement": "SELECT DATE '2026-01-01' + INTERVAL '{{ $json.days }} days' AS day"}),
            json!([{"days": 30}]),
        )
        .await;
    assert_eq!(span, json!([{"day": "2026-01-31T00:00:00"}]));

    // The second item is refused: with all or none the first is undone, by itself it stays.
    let add = |transactions: &str, on_item_error: &str| json!({"statement": statement, "transactions": transactions, "on_item_error": on_item_error});
    let items = json!([{"name": "Eve", "score": 3}, {"name": "Max", "score": -1}, {"name": "Zoe", "score": 4}]);
    let error = place.run(add("all", "fail"), items.clone()).await.unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Permanent, "statement_failed"));
    assert!(error.message.starts_with("Item 2: ") && error.message.contains("23514"), "{}", error.message);
    let count = json!([{"count": 2}]);
    assert_eq!(place.query("SELECT COUNT(*) FROM people").await, count);
    for mode in ["item", "none"] {
        let rows = place.rows(add(mode, "continue"), items.clone()).await;
        assert_eq!(
            (&rows[0]["name"], &rows[1]["error"]["code"], &rows[2]["name"]),
            (&json!("Eve"), &json!("statement_failed"), &json!("Zoe"))
        );
        place.query("DELETE FROM people WHERE name IN ('Eve', 'Zoe')").await;
    }
    assert_eq!(place.query("SELECT COUNT(*) FROM people").await, count);
    let changed = place.query("UPDATE people SET score = score + 1").await;
    assert_eq!(changed, json!([{"affected_rows": 2}]));
    let no_rows = place.query("SELECT 1 WHERE false").await;
    assert_eq!(no_rows, json!([]));
    // Many items go out without waiting for each other, and come back in order.
    let many: Vec<Value> = (0..300).map(|number| json!({"n": number})).collect();
    let doubled = place.rows(json!({"statement": "SELECT {{ $json.n }}::int * 2 AS n"}), json!(many)).await;
    assert_eq!(doubled[299], json!({"n": 598}));
}

#[tokio::test]
async fn postgres_rows_are_written_read_and_deleted_without_sql() {
    let cluster = TempCluster::start();
    let place = Place::postgres(&cluster);
    place
        .query("CREATE SCHEMA shop; CREATE TABLE shop.\"or\"\"ders\" (id INTEGER PRIMARY KEY, \"to\" TEXT, note TEXT)")
        .await;
    let table = |more: Value| {
        let mut parameters = object(json!({"schema": "shop", "table": "or\"ders"}));
        parameters.extend(object(more));
        Value::Object(parameters)
    };
    let items = json!([{"id": 1, "to": "Ada", "note": "a"}, {"id": 2, "to": "Bob", "note": ""}]);
    assert_eq!(place.rows(table(json!({"operation": "insert"})), items.clone()).await, items);
    let again =
        place.rows(table(json!({"operation": "insert", "skip_conflicts": true, "returning": ""})), items.clone()).await;
    assert_eq!(again[0]["affected_rows"], 0);
    assert_eq!(
        place.failure(table(json!({"operation": "insert"})), items).await,
        (ErrorClass::Permanent, "statement_failed")
    );
    let upsert = json!({"operation": "upsert", "match_on": "id", "from": "values", "values": {"id": "{{ $json.id }}", "note": "{{ $json.note }}"}, "empty_as_null": true});
    let rows = place.rows(table(upsert), json!([{"id": 2, "note": ""}, {"id": 3, "note": "c"}])).await;
    assert_eq!(rows, json!([{"id": 2, "to": "Bob", "note": null}, {"id": 3, "to": null, "note": "c"}]));
    let update = json!({"operation": "update", "match_on": "id", "from": "values", "values": {"id": 1, "to": "Eve"}, "returning": "to"});
    assert_eq!(place.rows(table(update), json!([{}])).await, json!([{"to": "Eve"}]));
    let select = json!({"operation": "select", "columns": "id", "combine": "any", "sort": [{"column": "id", "descending": true}], "limit": 2,
        "conditions": [{"column": "to", "is": "like", "value": "E%"}, {"column": "note", "is": "null"}, {"column": "id", "is": "in", "value": [3, 4]}]});
    assert_eq!(place.rows(table(select), json!([{}])).await, json!([{"id": 3}, {"id": 2}]));
    let delete = json!({"operation": "delete", "conditions": [{"column": "id", "is": "greater", "value": "{{ $json.least }}"}], "returning": "id"});
    assert_eq!(place.rows(table(delete), json!([{"least": 2}])).await, json!([{"id": 3}]));
}

#[tokio::test]
async fn postgres_is_bounded_shared_and_remembered() {
    let cluster = TempCluster::start();
    let place = Place::postgres(&cluster);
    let slow = json!({"statement": "SELECT pg_sleep(30)", "timeout_ms": 200});
    assert_eq!(place.failure(slow, json!([{}])).await, (ErrorClass::Transient, "timeout"));
    let many = json!({"statement": "SELECT generate_series(1, 50)", "most_rows": 49});
    assert_eq!(place.failure(many, json!([{}])).await, (ErrorClass::Permanent, "answer_too_large"));
    let writes = json!({"statement": "CREATE TABLE t (a INTEGER)", "read_only": true});
    assert_eq!(place.failure(writes, json!([{}])).await, (ErrorClass::Permanent, "refused"));
    assert_eq!(
        place.failure(json!({"statement": "SELEC 1"}), json!([{}])).await,
        (ErrorClass::Permanent, "statement_failed")
    );

    // The next step finds the connection as if it were new.
    let process = place.query("SET work_mem = '7MB'; SELECT pg_backend_pid() AS id").await;
    let next = place.query("SELECT pg_backend_pid() AS id, current_setting('work_mem') <> '7MB' AS is_new").await;
    assert_eq!(next, json!([{"id": process[0]["id"], "is_new": true}]));
    place.query("SELECT pg_terminate_backend(pg_backend_pid()) WHERE false").await;
    let killed = place.run(json!({"statement": "SELECT pg_terminate_backend(pg_backend_pid())"}), json!([{}])).await;
    assert_eq!(killed.expect_err("it ends").class, ErrorClass::Transient);
    assert_ne!(place.query("SELECT pg_backend_pid() AS id").await, process);

    place.query("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)").await;
    let asked = |cache_ms: u64| json!({"operation": "select", "table": "t", "cache_ms": cache_ms});
    assert_eq!(place.rows(asked(60_000), json!([{}])).await, json!([{"a": 1}]));
    place.query("UPDATE t SET a = 2").await;
    assert_eq!(place.rows(asked(60_000), json!([{}, {}])).await, json!([{"a": 1}, {"a": 1}]), "from memory");
    assert_eq!(place.rows(asked(0), json!([{}])).await, json!([{"a": 2}]));
    let cached = json!({"statement": "DELETE FROM t", "cache_ms": 1000});
    assert_eq!(
        place.failure(cached, json!([{}])).await,
        (ErrorClass::Permanent, "refused"),
        "what is remembered only reads"
    );
}

fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[tokio::test]
async fn postgres_proves_who_it_is() {
    let (certificate, key) = certificate();
    let settings = "ssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'";
    let cluster = TempCluster::start_with(settings, &[("server.crt", &certificate), ("server.key", &key)]);
    let address: url::Url = cluster.database().parse().unwrap();
    let place = |host: &str, authorities: &str| {
        Place::of(
            "postgres",
            json!({"host": host, "port": address.port(), "database": "postgres", "user": "owner", "authorities": authorities}),
        )
    };
    let ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert_eq!(place("localhost", &certificate).query(ask).await, json!([{"ssl": true}]));
    let query = || json!({"statement": ask});
    let refused = (ErrorClass::Permanent, "tls_failed");
    assert_eq!(place("localhost", "").failure(query(), json!([{}])).await, refused, "an unknown authority");
    assert_eq!(place("127.0.0.1", &certificate).failure(query(), json!([{}])).await, refused, "another host");
    let plain = TempCluster::start();
    let fields =
        json!({"host": "localhost", "port": plain.database().parse::<url::Url>().unwrap().port(), "user": "owner"});
    assert_eq!(Place::of("postgres", fields).failure(query(), json!([{}])).await, refused, "no encryption");
}

#[tokio::test]
async fn credentials_are_tried() {
    let cluster = TempCluster::start();
    let place = Place::postgres(&cluster);
    let credential = place.services.credential("database").await.unwrap();
    let catalog = nodes::catalog();
    let told = catalog.credential("postgres").unwrap().test(&credential, &place.services).await.unwrap();
    assert!(told.starts_with("Signed in. The database is PostgreSQL 1"), "{told}");
    drop(cluster);
    let error = catalog.credential("postgres").unwrap().test(&credential, &place.services).await.unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Transient, "connect_failed"));
}

#[tokio::test]
async fn mysql_types_become_json_and_come_back() {
    let Some(server) = mariadb(None) else { return };
    let place = mysql_place(&server, json!({}));
    place
        .query(
            "CREATE TABLE everything (id INT PRIMARY KEY, tiny TINYINT, large BIGINT, huge BIGINT UNSIGNED,
             price DECIMAL(12,2), exact DECIMAL(30,20), single FLOAT, dbl DOUBLE, name VARCHAR(50), long_text TEXT,
             data JSON, bytes BLOB, fixed BINARY(2), day DATE, clock TIME(1), moment DATETIME(6), instant TIMESTAMP,
             y YEAR, bits BIT(4), choice ENUM('a','b'), choices SET('a','b'))",
        )
        .await;
    let row = json!({
        "id": 1, "tiny": -1, "large": 9_007_199_254_740_992_i64, "huge": "18446744073709551615", "price": 12.5,
        "exact": "-1.12345678901234567890", "single": 0.1, "dbl": 1e-9, "name": "O'Neil; \\ \"é\" 🙂",
        "long_text": "x", "data": "{\"a\":[1]}", "bytes": "AP8=", "fixed": "YWI=", "day": "2026-02-28", "clock": "-26:00:00.5",
        "moment": "1999-12-31T23:59:59.999999", "instant": "2026-01-02T03:04:05Z", "y": 2026, "bits": 10,
        "choice": "a", "choices": "a,b",
    });
    let statement = "INSERT INTO everything VALUES (:id, :tiny, :large, :huge, :price, :exact, :single, :dbl, :name, :long_text,
        :data, FROM_BASE64(:bytes), FROM_BASE64(:fixed), :day, :clock, :moment, :instant, :y, :bits, :choice, :choices)";
    let mut given: Map<String, Value> = object(row.clone());
    given.insert("instant".into(), "2026-01-02 03:04:05".into());
    let inserted = place.rows(json!({"statement": statement, "parameters": given}), json!([{}])).await;
    assert_eq!(inserted[0]["affected_rows"], 1);
    // With a parameter rows come in their types, without as texts.
    for statement in ["SELECT * FROM everything WHERE id = {{ 1 }}", "SELECT * FROM everything"] {
        let rows = place.query(statement).await;
        for (name, expected) in row.as_object().unwrap() {
            assert_eq!(&rows[0][name], expected, "{name} by {statement}");
        }
    }
}

#[tokio::test]
async fn mysql_statements_are_bound_and_kept_together() {
    let Some(server) = mariadb(None) else { return };
    let place = mysql_place(&server, json!({}));
    place.query("CREATE TABLE people (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(60) UNIQUE, score INT CHECK (score >= 0))").await;
    let evil = "x\\'); DROP TABLE people; -- ";
    let add = "INSERT INTO people (name, score) VALUES ('{{ $json.name }}', ?)";
    let parameters = |transactions: &str, on_item_error: &str| json!({"statement": add, "parameters": ["{{ $json.score }}"], "transactions": transactions, "on_item_error": on_item_error});
    let rows =
        place.rows(parameters("all", "fail"), json!([{"name": evil, "score": 1}, {"name": "Bob", "score": 2}])).await;
    assert_eq!(
        (&rows[0]["insert_id"], &rows[1]["insert_id"], &rows[1]["affected_rows"]),
        (&json!(1), &json!(2), &json!(1))
    );
    let items = json!([{"name": "Eve", "score": 3}, {"name": "Max", "score": -1}]);
    let error = place.run(parameters("all", "fail"), items.clone()).await.unwrap_err();
    assert!(error.message.starts_with("Item 2: ") && error.class == ErrorClass::Permanent, "{}", error.message);
    assert_eq!(place.query("SELECT COUNT(*) AS n FROM people").await, json!([{"n": 2}]));
    let rows = place.rows(parameters("item", "continue"), items).await;
    assert_eq!((&rows[0]["affected_rows"], &rows[1]["error"]["code"]), (&json!(1), &json!("statement_failed")));

    let upsert = json!({"operation": "upsert", "table": "people", "match_on": "name", "from": "values", "values": {"name": "Bob", "score": 9}});
    place.rows(upsert, json!([{}])).await;
    let update = json!({"operation": "update", "table": "people", "match_on": "name", "from": "values", "values": {"name": "Bob", "score": 9}});
    assert_eq!(
        place.rows(update, json!([{}])).await[0]["affected_rows"],
        1,
        "a row that stays as it is counts as found"
    );
    let select = json!({"operation": "select", "table": "people", "columns": "name, score", "sort": [{"column": "score", "descending": true}], "limit": 1});
    assert_eq!(place.rows(select, json!([{}])).await, json!([{"name": "Bob", "score": 9}]));
    let delete = json!({"operation": "delete", "table": "people", "all_rows": true});
    assert_eq!(place.rows(delete, json!([{}])).await, json!([{"affected_rows": 3}]));
}

#[tokio::test]
async fn mysql_is_bounded_shared_and_guarded() {
    let Some(server) = mariadb(None) else { return };
    let place = mysql_place(&server, json!({}));
    let slow = json!({"statement": "SELECT SLEEP(30)", "timeout_ms": 200});
    assert_eq!(place.failure(slow, json!([{}])).await, (ErrorClass::Transient, "timeout"));
    let many = json!({"statement": "SELECT seq FROM seq_1_to_50", "most_rows": 49});
    assert_eq!(place.failure(many, json!([{}])).await, (ErrorClass::Permanent, "answer_too_large"));
    let writes = json!({"statement": "CREATE TABLE t (a INT)", "read_only": true});
    assert_eq!(place.failure(writes, json!([{}])).await, (ErrorClass::Permanent, "refused"));
    let process = place.query("SELECT @mark := 7, CONNECTION_ID() AS id").await;
    let next = place.query("SELECT @mark AS mark, CONNECTION_ID() AS id").await;
    assert_eq!(next, json!([{"mark": null, "id": process[0]["id"]}]), "the same connection, as if it were new");
    let wrong = mysql_place(&server, json!({"password": "wrong"}));
    assert_eq!(
        wrong.failure(json!({"statement": "SELECT 1"}), json!([{}])).await,
        (ErrorClass::Permanent, "not_allowed")
    );
    let file = json!({"statement": "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"});
    assert!(place.run(file, json!([{}])).await.is_err(), "files of this machine are not handed over");
}

#[tokio::test]
async fn mysql_proves_who_it_is() {
    let (certificate, key) = certificate();
    let Some(server) = mariadb(Some((&certificate, &key))) else { return };
    let place = |host: &str, authorities: &str| {
        mysql_place(&server, json!({"host": host, "encryption": "tls", "authorities": authorities}))
    };
    let ask = json!({"statement": "SHOW STATUS LIKE 'Ssl_version'"});
    let rows = place("localhost", &certificate).rows(ask.clone(), json!([{}])).await;
    assert!(rows[0]["Value"].as_str().is_some_and(|version| version.starts_with("TLS")), "{rows}");
    let refused = (ErrorClass::Permanent, "tls_failed");
    assert_eq!(place("localhost", "").failure(ask.clone(), json!([{}])).await, refused, "an unknown authority");
    assert_eq!(place("127.0.0.1", &certificate).failure(ask, json!([{}])).await, refused, "another host");
}
