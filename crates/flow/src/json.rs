//! A JSON value that is shared until it is changed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt::{self, Display};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};

/// A JSON value that several items may hold: cloning costs a counter, and only
/// who changes a value that is held elsewhere too pays for a copy. So a node that
/// passes items on, or puts them in another order, copies no data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(Arc<Value>);

impl Json {
    /// The value as one's own; copied only if it is held elsewhere too.
    pub fn into_value(self) -> Value {
        Arc::try_unwrap(self.0).unwrap_or_else(|shared| shared.as_ref().clone())
    }

    /// The fields, to change them; None if the value is not an object.
    pub fn fields_mut(&mut self) -> Option<&mut Map<String, Value>> {
        self.is_object().then(|| Arc::make_mut(&mut self.0).as_object_mut()).flatten()
    }

    /// Whether both are the very same value in memory.
    pub fn same_value(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// `null`; all empty values are one.
impl Default for Json {
    fn default() -> Self {
        static NULL: LazyLock<Json> = LazyLock::new(|| Json::from(Value::Null));
        NULL.clone()
    }
}

impl Deref for Json {
    type Target = Value;
    fn deref(&self) -> &Value {
        &self.0
    }
}

impl DerefMut for Json {
    fn deref_mut(&mut self) -> &mut Value {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(Arc::new(value))
    }
}

impl From<Map<String, Value>> for Json {
    fn from(fields: Map<String, Value>) -> Self {
        Value::Object(fields).into()
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        json.into_value()
    }
}

impl PartialEq<Value> for Json {
    fn eq(&self, other: &Value) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<Json> for Value {
    fn eq(&self, other: &Json) -> bool {
        *self == *other.0
    }
}

impl Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn is_copied_only_when_one_of_two_holders_changes_it() {
        let first = Json::from(json!({"a": 1}));
        let mut second = first.clone();
        assert!(first.same_value(&second));
        second["a"] = json!(2);
        assert_eq!((first, second), (json!({"a": 1}).into(), json!({"a": 2}).into()));
    }
}
