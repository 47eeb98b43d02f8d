//! What a run sees of what is kept beyond it: `$vars`, `$env`, and what scripts keep.
//!
//! Variables are read when the run begins, when it comes back into memory, and after it
//! changed one itself; in between it sees one state, whatever others do meanwhile.

pub(crate) mod data;
pub(crate) mod rehearsed;
pub(crate) mod statics;

use crate::Inner;
use crate::version::Version;
use flow::Flow;
use flow::id::{FlowId, RunId, WorkspaceId};
use serde_json::{Map, Value};
use statics::Statics;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};
use store::{Store, StoreResult};

/// Which of these a flow asks for; what it does not is not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asks {
    vars: bool,
    env: bool,
    pub statics: bool,
}

impl Asks {
    /// What the expressions and scripts of a document name.
    pub fn of(document: &Flow) -> Self {
        let text = serde_json::to_string(&document.nodes).unwrap_or_default();
        Self {
            vars: text.contains("$vars"),
            env: text.contains("$env"),
            statics: text.contains("etWorkflowStaticData"),
        }
    }
}

/// What a run sees of what is kept beyond it.
#[derive(Default)]
pub(crate) struct Kept {
    vars: RwLock<Arc<Value>>,
    env: Arc<Value>,
    statics: Mutex<Statics>,
}

/// For runs that ask for nothing of it.
static NOTHING: LazyLock<Arc<Kept>> =
    LazyLock::new(|| Arc::new(Kept::new(empty(), Arc::new(empty()), Statics::default())));

impl Kept {
    fn new(vars: Value, env: Arc<Value>, statics: Statics) -> Self {
        Self { vars: RwLock::new(Arc::new(vars)), env, statics: Mutex::new(statics) }
    }

    /// Nothing.
    pub fn nothing() -> Arc<Self> {
        NOTHING.clone()
    }

    /// What a run that begins sees.
    pub async fn of_new_run(inner: &Inner, version: &Version) -> StoreResult<Arc<Self>> {
        Self::read(inner, version, None).await
    }

    /// What a run that comes back into memory sees, with what its scripts kept so far.
    pub async fn of_run(inner: &Inner, version: &Version, run: RunId, next_sequence: u32) -> StoreResult<Arc<Self>> {
        Self::read(inner, version, Some((run, next_sequence))).await
    }

    async fn read(inner: &Inner, version: &Version, run: Option<(RunId, u32)>) -> StoreResult<Arc<Self>> {
        let Asks { vars, env, statics } = version.asks;
        if !vars && !env && !statics {
            return Ok(Self::nothing());
        }
        let store = inner.store.as_ref();
        let vars = if vars { variables(store, version.workspace, version.flow).await? } else { empty() };
        let mut kept = Statics::default();
        if statics {
            kept = Statics::of(store.static_data(version.workspace, version.flow).await?);
            if let Some((run, next_sequence)) = run {
                kept.go_on(store.kept_static_data(version.workspace, run, next_sequence).await?);
            }
        }
        Ok(Arc::new(Self::new(vars, inner.expression_env.clone(), kept)))
    }

    /// What somebody who looks at a flow sees, whatever its document names.
    pub async fn of_flow(inner: &Inner, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Arc<Self>> {
        let vars = variables(inner.store.as_ref(), workspace, flow).await?;
        Ok(Arc::new(Self::new(vars, inner.expression_env.clone(), Statics::default())))
    }

    /// For a rehearsal: nothing is there yet.
    pub fn of_rehearsal() -> Arc<Self> {
        Arc::new(Self::new(empty(), Arc::new(empty()), Statics::default()))
    }

    /// Looks at the variables again, after the run changed one.
    pub async fn look_again(&self, store: &dyn Store, workspace: WorkspaceId, flow: FlowId) {
        match variables(store, workspace, flow).await {
            Ok(vars) => *self.vars.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(vars),
            Err(error) => tracing::warn!(%error, "the variables of a run could not be read again"),
        }
    }

    /// The value of this global.
    pub fn global(&self, name: &str, node: &str) -> Option<Value> {
        match name {
            "$vars" => Some(Value::clone(&self.vars.read().unwrap_or_else(PoisonError::into_inner))),
            "$env" => Some(Value::clone(&self.env)),
            "$static.global" => Some(self.statics().of_scope("")),
            "$static.node" => Some(self.statics().of_scope(node)),
            _ => None,
        }
    }

    /// Takes what a script leaves behind; an error is a sentence.
    pub fn keep(&self, name: &str, node: &str, value: Value) -> Result<(), String> {
        let Value::Object(names) = value else {
            return Err("Static data is an object; set fields of it instead of replacing it.".to_owned());
        };
        match name {
            "$static.global" => self.statics().put("", names),
            "$static.node" => self.statics().put(node, names),
            _ => Ok(()),
        }
    }

    fn statics(&self) -> std::sync::MutexGuard<'_, Statics> {
        self.statics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `$vars` of a flow: of variables with one name the nearest counts.
pub(crate) async fn variables(store: &dyn Store, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Value> {
    let visible = store.visible_variables(workspace, flow).await?;
    Ok(Value::Object(visible.into_iter().map(|(_, name, value)| (name, value)).collect()))
}

fn empty() -> Value {
    Value::Object(Map::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_says_what_it_asks_for() {
        let asks = |code: &str| {
            let node = json!({"id": "a", "kind": "script", "name": "a", "parameters": {"code": code}});
            let document = json!({"format": "towpath.flow", "version": 1, "name": "F", "nodes": [node]});
            Asks::of(&serde_json::from_value(document).unwrap())
        };
        assert_eq!(asks("return $json"), Asks::default());
        assert_eq!(asks("return $vars.a + $env.B"), Asks { vars: true, env: true, statics: false });
        assert_eq!(asks("getWorkflowStaticData('node').x = 1"), Asks { statics: true, ..Asks::default() });
    }
}
