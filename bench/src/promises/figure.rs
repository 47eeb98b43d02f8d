//! A figure and its goal.

/// A figure and its goal.
pub struct Figure {
    promise: &'static str,
    what: String,
    goal: Goal,
    value: f64,
    unit: &'static str,
}

enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// Said beside the others.
    Told,
}

impl Figure {
    /// A figure that should be this or more.
    pub fn at_least(promise: &'static str, goal: f64, value: f64, what: impl Into<String>) -> Self {
        Self { promise, what: what.into(), goal: Goal::AtLeast(goal), value, unit: "" }
    }

    /// A figure that should be this or less.
    pub fn at_most(promise: &'static str, goal: f64, value: f64, what: impl Into<String>) -> Self {
        Self { promise, what: what.into(), goal: Goal::AtMost(goal), value, unit: "" }
    }

    /// A figure without a goal.
    pub fn told(promise: &'static str, value: f64, what: impl Into<String>) -> Self {
        Self { promise, what: what.into(), goal: Goal::Told, value, unit: "" }
    }

    /// In this unit.
    pub fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The row of a table.
    pub fn row(&self) -> Vec<String> {
        let (goal, is_met) = match self.goal {
            Goal::AtLeast(goal) => (format!("≥ {}", self.shown(goal)), Some(self.value >= goal)),
            Goal::AtMost(goal) => (format!("≤ {}", self.shown(goal)), Some(self.value <= goal)),
            Goal::Told => (String::new(), None),
        };
        let met = is_met.map_or("", |is_met| if is_met { "yes" } else { "no" });
        vec![self.promise.into(), self.what.clone(), goal, self.shown(self.value), met.into()]
    }

    fn shown(&self, value: f64) -> String {
        let digits = match value.abs() {
            size if size >= 100.0 || size == 0.0 => 0,
            size if size >= 10.0 => 1,
            size if size >= 0.1 => 2,
            _ => 4,
        };
        let space = if self.unit.is_empty() { "" } else { " " };
        format!("{value:.digits$}{space}{}", self.unit)
    }
}
