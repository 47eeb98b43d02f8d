//! Names of nodes: unique, not empty, not too long.

use std::collections::HashSet;

/// As many characters as `flow::check` allows, with room for a number.
const LENGTH_MOST: usize = 90;

/// The names that are taken.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// The name as wished if it is free, else one that is close to it.
    pub fn free(&mut self, wished: &str, otherwise: &str) -> String {
        let base = if wished.trim().is_empty() { otherwise.rsplit('.').next().unwrap_or_default() } else { wished };
        let base: String = if base.trim().is_empty() { "Node" } else { base }.chars().take(LENGTH_MOST).collect();
        let mut name = base.clone();
        let mut number = 2;
        // The check compares names without blanks around them.
        while !self.0.insert(name.trim().to_owned()) {
            name = format!("{base} {number}");
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_free_and_fit() {
        let mut names = Names::default();
        assert_eq!(names.free("Set", "n8n-nodes-base.set"), "Set");
        assert_eq!(names.free("Set", "n8n-nodes-base.set"), "Set 2");
        assert_eq!(names.free(" ", "n8n-nodes-base.set"), "set");
        assert_eq!(names.free("", ""), "Node");
        assert_eq!(names.free(&"x".repeat(200), "").len(), LENGTH_MOST);
    }
}
