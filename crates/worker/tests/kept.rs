//! What outlives runs, with the real nodes: variables, static data, tables, and what
//! was seen.

use flow::id::{FlowId, OrganisationId, RunId, TableId, UserId, VersionId, WorkspaceId};
use flow::tables::{Column, ColumnKind};
use flow::{Flow, Item, Items, NodeId, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Store;
use store::door::{Launch, Runner};
use store::flows::{FlowRow, FlowState, VersionRow};
use store::identity::{Organisation, User, Workspace};
use store::runs::{RunMode, RunStatus};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};
use store::tables::TableRow;
use tempfile::TempDir;
use worker::{Limits, Setup, Worker};

/// A worker on a folder of its own.
struct Bench {
    folder: Arc<TempDir>,
    store: Arc<SqliteStore>,
    worker: Worker,
    workspace: WorkspaceId,
}

/// How a run ended, and what its nodes gave at their first port.
struct Ended {
    status: RunStatus,
    error: Option<String>,
    given: Vec<(String, Value)>,
}

impl Ended {
    #[track_caller]
    fn of(&self, node: &str) -> &Value {
        assert_eq!(self.status, RunStatus::Succeeded, "{:?}", self.error);
        let found = self.given.iter().find(|(name, _)| name == node);
        &found.unwrap_or_else(|| panic!("{node} gave nothing: {:?}", self.given)).1
    }
}

/// A chain of nodes after a trigger by hand: name, kind, parameters.
fn chain(nodes: &[(&str, &str, Value)]) -> Flow {
    let mut document = json!({"format": "towpath.flow", "version": 1, "name": "Kept", "edges": [],
        "nodes": [{"id": "start", "kind": "manual_trigger", "name": "start"}]});
    let mut before = "start";
    for (name, kind, parameters) in nodes {
        let node = json!({"id": name, "kind": kind, "name": name, "parameters": parameters});
        document["nodes"].as_array_mut().unwrap().push(node);
        let edge = json!({"id": format!("to {name}"), "from": {"node": before}, "to": {"node": name}});
        document["edges"].as_array_mut().unwrap().push(edge);
        before = name;
    }
    serde_json::from_value(document).unwrap()
}

impl Bench {
    async fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
        let workspace = set_up(&*store).await;
        let worker = start_worker(store.clone()).await;
        Self { folder, store, worker, workspace }
    }

    /// What another process finds in the folder of one that is gone.
    async fn reopen(folder: Arc<TempDir>, workspace: WorkspaceId) -> Self {
        let store = SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap();
        let worker = start_worker(store.clone()).await;
        Self { folder, store, worker, workspace }
    }

    async fn publish(&self, document: &Flow) -> (FlowId, VersionId) {
        use store::flows::Flows;
        let (flow, id) = (FlowId::new(&SystemIds), VersionId::new(&SystemIds));
        let text = serde_json::to_string(document).unwrap();
        let row = FlowRow {
            id: flow,
            workspace: self.workspace,
            name: document.name.clone(),
            description: String::new(),
            state: FlowState::Draft,
            version: None,
            version_number: None,
            revision: 1,
            published_revision: None,
            trigger_kinds: vec!["manual_trigger".into()],
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            updated_by: None,
            system: false,
        };
        self.store.create_flow(row, &text).await.unwrap();
        let version = VersionRow {
            id,
            flow,
            workspace: self.workspace,
            number: None,
            note: String::new(),
            document: text,
            created_at: Timestamp(0),
            created_by: None,
        };
        self.store.publish(version, 1, Vec::new()).await.unwrap();
        (flow, id)
    }

    async fn launch(&self, (flow, version): (FlowId, VersionId), items: Value, mode: RunMode) -> RunId {
        let items: Items = items.as_array().unwrap().iter().cloned().map(Item::new).collect();
        let launch = Launch {
            workspace: self.workspace,
            flow,
            version,
            node: NodeId::from("start"),
            items,
            mode,
            idempotency: None,
            run: None,
            wait_for_answer: false,
        };
        self.worker.launch(launch).await.unwrap().run
    }

    async fn run(&self, published: (FlowId, VersionId), items: Value) -> Ended {
        self.run_as(published, items, RunMode::Manual).await
    }

    async fn run_as(&self, published: (FlowId, VersionId), items: Value, mode: RunMode) -> Ended {
        let run = self.launch(published, items, mode).await;
        self.until(run, RunStatus::is_final).await;
        self.ended(run).await
    }

    /// Follows the live events, so no time is slept away.
    async fn until(&self, run: RunId, is_so: impl Fn(RunStatus) -> bool) {
        use store::runs::Runs;
        let mut events = self.worker.watch(self.workspace);
        while !is_so(self.store.run(self.workspace, run).await.unwrap().status) {
            events.recv().await.ok();
        }
    }

    async fn ended(&self, run: RunId) -> Ended {
        let view = self.worker.inspect(self.workspace, run).await.unwrap();
        let mut given = Vec::new();
        for step in &view.steps {
            let (_, _, outputs) = self.worker.step(self.workspace, run, step.index).await.unwrap();
            let items = outputs.get("main").into_iter().flat_map(|items| items.iter());
            let items: Vec<Value> = items.map(|item| Value::clone(&item.json)).collect();
            given.push((step.node.0.clone(), items.into()));
        }
        let error = view.row.error.as_ref().map(|error| error.message.clone());
        Ended { status: view.row.status, error, given }
    }

    async fn statics(&self, flow: FlowId) -> Value {
        use store::static_data::StaticData;
        let entries = self.store.static_data(self.workspace, flow).await.unwrap();
        entries.into_iter().map(|entry| (format!("{}.{}", entry.scope, entry.name), entry.value.unwrap())).collect()
    }
}

async fn set_up(store: &dyn Store) -> WorkspaceId {
    let organisation =
        Organisation { id: OrganisationId::new(&SystemIds), name: "Agency".into(), created_at: Timestamp(0) };
    let workspace = Workspace {
        id: WorkspaceId::new(&SystemIds),
        organisation: organisation.id,
        name: "Client".into(),
        time_zone: "UTC".into(),
        created_at: Timestamp(0),
    };
    let owner = User {
        id: UserId::new(&SystemIds),
        organisation: organisation.id,
        name: "Olga".into(),
        email: "olga@example.test".into(),
        password_hash: String::new(),
        created_at: Timestamp(0),
        disabled_at: None,
    };
    let id = workspace.id;
    store.set_up(organisation, workspace, owner).await.unwrap();
    id
}

async fn start_worker(store: Arc<dyn Store>) -> Worker {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).unwrap();
    let setup = Setup {
        store,
        catalog: Arc::new(nodes::catalog()),
        vault: Arc::new(vault::Vault::new([7; 32]).unwrap()),
        http,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        public_url: Some("https://towpath.example".into()),
        expression_env: [("REGION".to_owned(), "eu".to_owned())].into(),
        limits: Limits::default(),
    };
    Worker::start(setup).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_sees_variables_and_what_it_changed_itself() {
    let bench = Bench::new().await;
    let count = |scope: &str| json!({"operation": "increment", "scope": scope, "name": "n", "by": 1});
    let read = json!({"code": "return { n: $vars.n ?? null, region: $env.REGION, home: $env.HOME ?? null }"});
    let flow = bench
        .publish(&chain(&[
            ("before", "script", read.clone()),
            ("count", "variable", count("workspace")),
            ("after", "script", read),
            ("nearest", "variable", json!({"operation": "set", "name": "n", "value": "{{ $vars.n * 10 }}"})),
            ("own", "script", json!({"code": "return { n: $vars.n }"})),
            ("remove", "variable", json!({"operation": "remove", "name": "n"})),
            ("append", "variable", json!({"operation": "append", "scope": "organisation", "name": "log", "value": "{{ $json }}", "most": 1})),
            ("read", "variable", json!({"scope": "nearest", "name": "log", "into": "found"})),
        ]))
        .await;
    let first = bench.run(flow, json!([{}])).await;
    assert_eq!(first.of("before"), &json!([{"n": null, "region": "eu", "home": null}]));
    assert_eq!(first.of("after"), &json!([{"n": 1, "region": "eu", "home": null}]));
    assert_eq!(first.of("own"), &json!([{"n": 10}]), "the flow's own is nearer than the workspace's");
    assert_eq!(first.of("read")[0]["found"].as_array().unwrap().len(), 1);
    let second = bench.run(flow, json!([{}, {}])).await;
    assert_eq!(second.of("before"), &json!([{"n": 1, "region": "eu", "home": null}]));
    assert_eq!(second.of("after"), &json!([{"n": 2, "region": "eu", "home": null}]));
    assert_eq!(second.of("read")[0]["found"].as_array().unwrap().len(), 1, "only so many are kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_runs_at_once_count_each_item_once() {
    let bench = Bench::new().await;
    let count = json!({"operation": "increment", "scope": "workspace", "name": "total", "by": "{{ $json.by }}"});
    let flow = bench.publish(&chain(&[("count", "variable", count)])).await;
    let mut runs = Vec::new();
    for _ in 0..8 {
        runs.push(bench.launch(flow, json!([{"by": 1}, {"by": 2}]), RunMode::Webhook).await);
    }
    for run in runs {
        bench.until(run, RunStatus::is_final).await;
    }
    use store::variables::Variables;
    let visible = bench.store.visible_variables(bench.workspace, flow.0).await.unwrap();
    assert_eq!(visible[0].2, json!(24));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn static_data_is_kept_by_published_runs_that_end_well() {
    let bench = Bench::new().await;
    let code = "const all = $getWorkflowStaticData('global'); all.n = (all.n ?? 0) + 1;
        const own = $getWorkflowStaticData('node'); own.last = $json.name; delete all.gone;
        if ($json.fails) throw new Error('as told');
        return { n: all.n, last: own.last }";
    let flow = bench.publish(&chain(&[("count", "script", json!({"code": code, "mode": "each_item"}))])).await;
    let run = async |item: Value, mode| bench.run_as(flow, json!([item]), mode).await;
    assert_eq!(run(json!({"name": "a"}), RunMode::Webhook).await.of("count")[0]["n"], 1);
    assert_eq!(run(json!({"name": "b"}), RunMode::Manual).await.of("count")[0]["n"], 2);
    assert_eq!(bench.statics(flow.0).await, json!({".n": 2, "count.last": "b"}));
    assert_eq!(run(json!({"name": "c"}), RunMode::Test).await.of("count")[0]["n"], 3, "a test sees it");
    assert_eq!(run(json!({"fails": true}), RunMode::Webhook).await.status, RunStatus::Failed);
    assert_eq!(bench.statics(flow.0).await, json!({".n": 2, "count.last": "b"}), "and keeps nothing");
    let large = "$getWorkflowStaticData('global').x = 'x'.repeat(300000); return []";
    let flow = bench.publish(&chain(&[("large", "script", json!({"code": large}))])).await;
    let ended = bench.run(flow, json!([{}])).await;
    assert!(ended.error.unwrap().contains("Keep large data in a table"));
}

#[test]
fn static_data_of_a_run_that_waits_survives_its_process() {
    let code =
        json!({"code": "const all = $getWorkflowStaticData('global'); all.n = (all.n ?? 0) + 1; return { n: all.n }"});
    let nodes = [("one", "script", code.clone()), ("ask", "wait", json!({"mode": "call"})), ("two", "script", code)];
    let first = tokio::runtime::Runtime::new().unwrap();
    let (folder, workspace, flow, run) = first.block_on(async {
        let bench = Bench::new().await;
        let flow = bench.publish(&chain(&nodes)).await;
        let run = bench.launch(flow, json!([{}]), RunMode::Webhook).await;
        bench.until(run, |status| status == RunStatus::Waiting).await;
        assert_eq!(bench.statics(flow.0).await, json!({}), "nothing is the flow's before the end");
        (bench.folder.clone(), bench.workspace, flow.0, run)
    });
    drop(first);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        bench.worker.signal(workspace, run, NodeId::from("ask").into(), Items::one(json!({}))).await.unwrap();
        bench.until(run, RunStatus::is_final).await;
        let ended = bench.ended(run).await;
        assert_eq!(ended.of("two"), &json!([{"n": 2}]));
        assert_eq!(bench.statics(flow).await, json!({".n": 2}));
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_of_earlier_runs_are_left_out() {
    let bench = Bench::new().await;
    let node = |compare: &str| json!({"compare": compare, "value": "{{ $json.v }}"});
    let by_value = bench.publish(&chain(&[("new", "remove_seen", node("value"))])).await;
    let items = |values: &[Value]| values.iter().map(|value| json!({"v": value})).collect::<Value>();
    let new = async |flow, values: &[Value]| bench.run(flow, items(values)).await.of("new").clone();
    assert_eq!(new(by_value, &[json!("a"), json!(1), json!("a")]).await, items(&[json!("a"), json!(1), json!("a")]));
    assert_eq!(new(by_value, &[json!("1"), json!("b")]).await, items(&[json!("b")]), "1 and \"1\" are the same");
    let higher = bench.publish(&chain(&[("new", "remove_seen", node("higher"))])).await;
    assert_eq!(new(higher, &[json!(3), json!("7")]).await, items(&[json!(3), json!("7")]));
    assert_eq!(new(higher, &[json!(7), json!(7.5)]).await, items(&[json!(7.5)]));
    let later = bench.publish(&chain(&[("new", "remove_seen", node("later"))])).await;
    new(later, &[json!("2026-01-02")]).await;
    let dates = [json!("2026-01-01T23:00:00Z"), json!("2026-01-02T00:00:01Z")];
    assert_eq!(new(later, &dates).await, items(&dates[1..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_tables_outlive_runs() {
    let bench = Bench::new().await;
    let column = |place, name: &str, kind| Column { place, name: name.into(), kind, indexed: place == 0 };
    let table = TableRow {
        id: TableId::new(&SystemIds),
        workspace: bench.workspace,
        name: "People".into(),
        columns: vec![column(0, "email", ColumnKind::Text), column(1, "seen", ColumnKind::Date)],
        next_place: 2,
        next_row: 1,
        row_count: 0,
        size_bytes: 0,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    use store::tables::Tables;
    bench.store.create_table(table).await.unwrap();
    let by_email = json!([{"column": "email", "value": "{{ $json.email }}"}]);
    let upsert = json!({"operation": "upsert", "table": "People", "conditions": by_email, "unknown": "ignore"});
    let count = json!({"operation": "count", "table": "People"});
    let flow = bench.publish(&chain(&[("upsert", "data_table", upsert), ("count", "data_table", count)])).await;
    let items = json!([{"email": "a@x.test", "seen": "2026-01-31", "more": 1}, {"email": "b@x.test"}]);
    let first = bench.run(flow, items.clone()).await;
    assert_eq!(first.of("upsert")[0]["seen"], "2026-01-31T00:00:00.000Z");
    let second = bench.run(flow, items).await;
    let rows: Vec<_> =
        second.of("count").as_array().unwrap().iter().map(|row| (row["id"].clone(), row["count"].clone())).collect();
    assert_eq!(rows, [(json!(1), json!(2)), (json!(2), json!(2))]);

    let missing = json!({"operation": "insert", "table": "Nobody"});
    let flow = bench.publish(&chain(&[("insert", "data_table", missing)])).await;
    assert!(bench.run(flow, json!([{}])).await.error.unwrap().contains("There is no table “Nobody”"));
    let wrong = json!({"operation": "insert", "table": "People"});
    let flow = bench.publish(&chain(&[("insert", "data_table", wrong)])).await;
    assert!(bench.run(flow, json!([{"mail": "x"}])).await.error.unwrap().contains("no column “mail”"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_found_by_what_was_saved_on_it() {
    use store::run_notes::RunNotes;
    use store::runs::{RunFilter, Runs};
    let bench = Bench::new().await;
    let values = json!([{"name": "order", "value": "A-{{ $json.id }}"}, {"name": "of", "value": "{{ $json.who }}"}]);
    let flow = bench.publish(&chain(&[("save", "execution_data", json!({"values": values}))])).await;
    let run = bench.launch(flow, json!([{"id": 1, "who": "Ada"}, {"id": 2, "who": "Bob"}]), RunMode::Webhook).await;
    let other = bench.launch(flow, json!([{"id": 3, "who": "Eve"}]), RunMode::Webhook).await;
    for run in [run, other] {
        bench.until(run, RunStatus::is_final).await;
    }
    assert_eq!(bench.ended(run).await.of("save"), &json!([{"id": 1, "who": "Ada"}, {"id": 2, "who": "Bob"}]));
    let notes = bench.store.run_notes(bench.workspace, run).await.unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(notes, [pair("of", "Bob"), pair("order", "A-2")], "the last item counts");
    let filter = RunFilter { search: Some("order=a-2".into()), ..RunFilter::default() };
    let page = store::PageRequest { cursor: None, limit: 10 };
    let found = bench.store.runs(bench.workspace, filter, page).await.unwrap();
    assert_eq!(found.items.iter().map(|row| row.id).collect::<Vec<_>>(), [run]);
}
