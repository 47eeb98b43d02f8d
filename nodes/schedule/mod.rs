//! Starts runs at times given by a cron expression.

use node_sdk::trigger::Missed;
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, cron, trigger};
use schemars::JsonSchema;
use serde::Deserialize;

/// The most lines besides the first.
const MORE_MAXIMUM: usize = 20;

/// # Schedule
///
/// Starts a run at set times, such as every weekday at nine.
///
/// The item says when the run was due (`$json.scheduled_at`) and when it began (`$json.started_at`). When the clocks go
/// forward, a time that is skipped that night is due right after the gap; when they go back, a time that comes twice is
/// due once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// # When
    ///
    /// How often runs start. A line of your own has minute, hour, day, month and weekday, as in cron; a sixth field in
    /// front counts seconds. `L`, `W` and `#` are understood.
    #[schemars(extend("x-widget" = "cron", "x-more" = "more", "x-placeholder" = "0 9 * * 1-5"))]
    cron: String,
    /// # Further times
    ///
    /// More such lines, each of which starts runs too.
    #[serde(default)]
    #[schemars(length(max = 20), extend("x-widget" = "beside"))]
    more: Vec<String>,
    /// The zone the times are meant in. Empty: that of the flow.
    #[serde(default)]
    #[schemars(extend("x-widget" = "time_zone"))]
    time_zone: Option<String>,
    /// # Missed times
    ///
    /// What happens with times that passed while the server was down.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    missed: Missed,
    /// # The time in words too
    ///
    /// The item also has `timestamp`, `Day of week`, `Hour` and so on, as flows brought from n8n expect them.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    in_words: bool,
}

impl TriggerNode for Schedule {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        let time_zone = self.time_zone.clone().filter(|zone| !zone.is_empty());
        cron::check(&self.cron, None).map_err(|reason| invalid("cron", reason))?;
        cron::check(&self.cron, time_zone.as_deref()).map_err(|reason| invalid("time_zone", reason))?;
        if self.more.len() > MORE_MAXIMUM {
            let reason = format!("There are {} further times; {MORE_MAXIMUM} is the most.", self.more.len());
            return Err(invalid("more", reason));
        }
        for line in &self.more {
            cron::check(line, None).map_err(|reason| invalid("more", reason))?;
        }
        let subscription = |cron: &String| {
            let time_zone = time_zone.clone();
            Subscription::Schedule {
                cron: cron.trim().to_owned(),
                time_zone,
                missed: self.missed,
                in_words: self.in_words,
            }
        };
        Ok(std::iter::once(&self.cron).chain(&self.more).map(subscription).collect())
    }
}

fn invalid(parameter: &str, reason: String) -> NodeError {
    let hint = "An example: `0 9 * * 1-5` with `Europe/Berlin` is nine o'clock there on weekdays.";
    NodeError::permanent("schedule_invalid", reason, hint).at(parameter)
}

/// The kind `schedule`.
pub fn kind() -> Kind {
    trigger::<Schedule>("schedule", include_str!("icon.svg")).keywords(&[
        "cron",
        "timer",
        "interval",
        "daily",
        "weekly",
        "recurring",
        "time",
    ])
}
