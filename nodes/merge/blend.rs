//! Merges the fields of items.

use serde_json::Value;

/// How fields are merged.
#[derive(Clone, Copy)]
pub(super) struct Blend {
    /// Objects and lists of the same name are merged too.
    pub deep: bool,
    /// A value is not replaced by an empty one.
    pub keep_filled: bool,
}

impl Blend {
    /// Puts the fields of a value onto another one; what is no object replaces it.
    pub fn onto(self, target: &mut Value, source: &Value) {
        match (&mut *target, source) {
            (Value::Object(fields), Value::Object(more)) => {
                for (name, value) in more {
                    match fields.get_mut(name) {
                        Some(_) if self.keep_filled && is_blank(value) => {}
                        Some(there) => self.replace(there, value),
                        None => drop(fields.insert(name.clone(), value.clone())),
                    }
                }
            }
            _ if source.is_null() => {}
            _ => *target = source.clone(),
        }
    }

    fn replace(self, target: &mut Value, source: &Value) {
        match (&mut *target, source) {
            (Value::Object(_), Value::Object(_)) if self.deep => self.onto(target, source),
            (Value::Array(entries), Value::Array(more)) if self.deep => {
                for (place, value) in more.iter().enumerate() {
                    match entries.get_mut(place) {
                        Some(_) if self.keep_filled && is_blank(value) => {}
                        Some(there) => self.replace(there, value),
                        None => entries.push(value.clone()),
                    }
                }
            }
            _ => *target = source.clone(),
        }
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value == ""
}
