//! Runs the cases of nodes: YAML documents that say what goes in and what must
//! come out. A file holds one case or several, parted by `---`.

mod files;
mod recorded;

pub use recorded::{Exchange, Given, TestServices, Wanted, runtime};

use crate::catalog::{Catalog, Prepared};
use crate::container::ContainerNode;
use crate::context::LightContext;
use crate::error::{ErrorClass, NodeError};
use crate::trigger::TriggerNode;
use crate::{AnswerBody, Message, Output};
use expression::{JavaScript, World};
use flow::{Item, Items, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// One case of a node.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, such as `splits by amount`.
    pub name: String,
    /// The parameters of the node.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// The JSON of the items that come in at the first port; files stand under `$files`.
    #[serde(default)]
    pub items: Vec<Value>,
    /// The same for several ports; wins over `items`.
    #[serde(default)]
    pub inputs: Vec<Vec<Value>>,
    /// Items other nodes gave, by their name.
    #[serde(default)]
    pub nodes: BTreeMap<String, Vec<Value>>,
    /// The time it is, ISO 8601.
    #[serde(default = "new_year")]
    pub now: String,
    /// The zone of the flow.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// What a heavy node asks and is answered. `$SERVER` in the case stands for
    /// the address of the server that plays it.
    #[serde(default)]
    pub http: Vec<Exchange>,
    /// Fields of credentials by slot, with their `kind`.
    #[serde(default)]
    pub credentials: BTreeMap<String, Map<String, Value>>,
    /// Where providers may call back.
    #[serde(default)]
    pub callback_url: Option<String>,
    /// The key of the step.
    #[serde(default = "first_step")]
    pub idempotency_key: String,
    /// The other side is asked whether the effect took place, instead of performing it. That it
    /// did not shows as no port.
    #[serde(default)]
    pub looks_up: bool,
    /// What must come out.
    pub expect: Expect,
}

/// What must come out. What is not named is not looked at, but for `ports`:
/// the ports named are taken and no others, unless the node waits.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The JSON of the items by port.
    pub ports: Option<BTreeMap<String, Vec<Value>>>,
    /// Fields of the error, from parameters or run.
    pub error: Option<Map<String, Value>>,
    /// The wait: `{until, signal}`, the time in ISO 8601.
    pub wait: Option<Value>,
    /// The answer: `{status, headers, body}`.
    pub answer: Option<Value>,
    /// The messages.
    pub messages: Option<Vec<Message>>,
    /// The events it sends.
    pub events: Option<Value>,
    /// What a trigger listens for.
    pub subscriptions: Option<Value>,
    /// The JSON of the items a called trigger begins with.
    pub receives: Option<Vec<Value>>,
    /// Whether a loop goes on with these items.
    pub goes_on: Option<bool>,
    /// The JSON of the items another flow begins with.
    pub hands_over: Option<Vec<Value>>,
}

/// Reads the cases of a file.
pub fn read(text: &str) -> Result<Vec<Case>, String> {
    serde_saphyr::from_multiple(text).map_err(|error| error.to_string())
}

/// Runs all cases of the node kind whose folder this is, and says what failed.
/// Scripts and what only JavaScript can evaluate need a sandbox.
pub fn run_folder(catalog: &Catalog, javascript: Option<&dyn JavaScript>, folder: &Path) -> Result<usize, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut count = 0;
    let mut failures = String::new();
    for (file, text) in files(&folder.join("cases")).map_err(|error| error.to_string())? {
        for case in read(&text).map_err(|error| format!("{name}/cases/{file}: {error}"))? {
            count += 1;
            if let Err(difference) = run(catalog, javascript, &name, &case) {
                failures += &format!("{name}/cases/{file}, {}:\n{difference}\n", case.name);
            }
        }
    }
    if failures.is_empty() { Ok(count) } else { Err(failures) }
}

/// The YAML files of a folder by name, in order; none if there is no folder.
fn files(folder: &Path) -> std::io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// Runs one case of the kind of this name.
pub fn run(catalog: &Catalog, javascript: Option<&dyn JavaScript>, kind: &str, case: &Case) -> Result<(), String> {
    let mut server = recorded::Server::open()?;
    let case = &server.fill_in(case);
    let found = catalog.find(kind, 1).ok_or_else(|| format!("there is no kind `{kind}`"))?;
    let prepared = match (found.prepare)(&case.parameters) {
        Ok(prepared) => prepared,
        Err(error) => return compare_error(case, &error),
    };
    let ports = found.descriptor.spec.outputs.of(&case.parameters);
    let name_of =
        |port: u16| ports.get(usize::from(port)).map_or_else(|| format!("port {port}?"), |port| port.name.clone());
    let world = CaseWorld::of(case, javascript)?;
    let inputs = world.inputs(case);
    let context = LightContext::new(&inputs, &world, world.now);
    let result = match prepared {
        Prepared::Light(node) => node.run(&context),
        Prepared::Trigger(node) => {
            return run_trigger(case, node.as_ref(), inputs.into_iter().next().unwrap_or_default());
        }
        Prepared::Container(node) => return run_container(case, node.as_ref(), &context),
        // The engine carries it out; a case shows what can be set.
        Prepared::Control => return no_error_wanted(case),
        Prepared::Heavy(node) => recorded::run(node.as_ref(), case, context, server)?,
    };
    match result {
        Ok(output) => compare_output(case, &output, name_of),
        Err(error) => compare_error(case, &error),
    }
}

/// What a trigger listens for, and what it makes of items that are handed over.
fn run_trigger(case: &Case, node: &dyn TriggerNode, items: Items) -> Result<(), String> {
    let subscriptions = node.subscriptions().map_err(|error| error.to_string())?;
    match node.receive(items) {
        Ok(items) => {
            no_error_wanted(case)?;
            let items: Vec<Value> = items.iter().map(|item| Value::clone(&item.json)).collect();
            compare("receives", case.expect.receives.clone().map(Value::from).as_ref(), &items.into())?;
        }
        Err(error) => return compare_error(case, &error),
    }
    compare("subscriptions", case.expect.subscriptions.as_ref(), &json!(subscriptions))
}

/// What a box answers when it is asked; a failure of either answer is the node's.
fn run_container(case: &Case, node: &dyn ContainerNode, context: &LightContext<'_>) -> Result<(), String> {
    let (goes_on, items) = match (node.goes_on(context), node.hands_over(context)) {
        (Ok(goes_on), Ok(items)) => (goes_on, items),
        (Err(error), _) | (_, Err(error)) => return compare_error(case, &error),
    };
    no_error_wanted(case)?;
    compare("goes_on", case.expect.goes_on.map(Value::from).as_ref(), &goes_on.into())?;
    let items: Vec<Value> = items.iter().map(|item| Value::clone(&item.json)).collect();
    compare("hands_over", case.expect.hands_over.clone().map(Value::from).as_ref(), &items.into())
}

fn no_error_wanted(case: &Case) -> Result<(), String> {
    match &case.expect.error {
        Some(error) => Err(format!("  no error came, wanted {}", json!(error))),
        None => Ok(()),
    }
}

fn compare_output(case: &Case, output: &Output, name_of: impl Fn(u16) -> String) -> Result<(), String> {
    let expect = &case.expect;
    if let Some(error) = &expect.error {
        return Err(format!("  no error came, wanted {}\n  got {output:?}", json!(error)));
    }
    let with_files = files::are_wanted(&json!(expect.ports));
    let shown = |item: &Item| if with_files { files::shown(item) } else { Value::clone(&item.json) };
    let json_of = |items: &Items| items.iter().map(shown).collect::<Vec<_>>();
    let ports: BTreeMap<String, Vec<Value>> =
        output.ports.iter().map(|(port, items)| (name_of(*port), json_of(items))).collect();
    compare("ports", expect.ports.as_ref().map(|ports| json!(ports)).as_ref(), &json!(ports))?;
    let wait = output.wait.map_or(Value::Null, |wait| json!({"until": wait.until.map(iso), "signal": wait.signal}));
    compare("wait", expect.wait.as_ref(), &wait)?;
    compare("answer", expect.answer.as_ref(), &answer_json(output))?;
    compare("messages", expect.messages.as_ref().map(|messages| json!(messages)).as_ref(), &json!(output.messages))
}

fn compare_error(case: &Case, error: &NodeError) -> Result<(), String> {
    let Some(wanted) = &case.expect.error else {
        return Err(format!("  failed: {} ({}; {})", error.message, error.hint, error.code));
    };
    let class = match error.class {
        ErrorClass::Transient => "transient",
        ErrorClass::Permanent => "permanent",
        ErrorClass::InDoubt => "in_doubt",
    };
    let got = json!({
        "class": class, "code": error.code, "message": error.message, "hint": error.hint,
        "parameter": error.parameter, "retry_after_ms": error.retry_after_ms,
    });
    wanted.iter().try_for_each(|(field, value)| compare(field, Some(value), &got[field]))
}

fn compare(what: &str, wanted: Option<&Value>, got: &Value) -> Result<(), String> {
    match wanted {
        Some(wanted) if !alike(wanted, got) => Err(format!("  {what}\n    wanted {wanted}\n    got    {got}")),
        _ => Ok(()),
    }
}

/// Equality that does not tell 1 from 1.0, which YAML and JSON write differently.
/// The order of fields counts: people see it.
fn alike(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|((name, left), (other, right))| name == other && alike(left, right))
        }
        _ => left == right,
    }
}

fn answer_json(output: &Output) -> Value {
    let Some(answer) = &output.answer else {
        return Value::Null;
    };
    let headers: Map<String, Value> =
        answer.headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let body = match &answer.body {
        AnswerBody::Empty => Value::Null,
        AnswerBody::Json(value) => value.clone(),
        AnswerBody::Text(text) => text.clone().into(),
        AnswerBody::File(content) => json!({"base64": **content}),
    };
    json!({"status": answer.status, "headers": headers, "body": body})
}

fn iso(time: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(time.0).map(|time| time.to_string()).unwrap_or_default()
}

fn new_year() -> String {
    "2026-01-01T00:00:00Z".into()
}

fn first_step() -> String {
    "run_1/node_1/0/0".into()
}

fn utc() -> String {
    "UTC".into()
}

/// The rest of the run as a case describes it.
struct CaseWorld<'a> {
    javascript: Option<&'a dyn JavaScript>,
    nodes: BTreeMap<String, Items>,
    now: Timestamp,
    time_zone: String,
}

impl<'a> CaseWorld<'a> {
    fn of(case: &Case, javascript: Option<&'a dyn JavaScript>) -> Result<Self, String> {
        let now: jiff::Timestamp = case.now.parse().map_err(|error| format!("`now`: {error}"))?;
        let nodes = case.nodes.iter().map(|(name, items)| (name.clone(), items_of(items))).collect();
        Ok(Self { javascript, nodes, now: Timestamp(now.as_millisecond()), time_zone: case.time_zone.clone() })
    }

    fn inputs(&self, case: &Case) -> Vec<Items> {
        if case.inputs.is_empty() {
            vec![items_of(&case.items)]
        } else {
            case.inputs.iter().map(|items| items_of(items)).collect()
        }
    }
}

fn items_of(items: &[Value]) -> Items {
    items.iter().map(files::item).collect()
}

impl World for CaseWorld<'_> {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        self.nodes.get(name).filter(|_| port == 0)
    }

    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        self.nodes.get(name)?.get(index)
    }

    fn has_node(&self, name: &str) -> bool {
        self.nodes.contains_key(name)
    }

    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$run" | "$execution" => Some(json!({"id": "run_1", "mode": "test"})),
            "$flow" | "$workflow" => Some(json!({"id": "flow_1", "name": "Case"})),
            _ => None,
        }
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn time_zone(&self) -> &str {
        &self.time_zone
    }

    fn javascript(&self) -> Option<&dyn JavaScript> {
        self.javascript
    }
}
