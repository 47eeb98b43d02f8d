//! What a schedule means before it is followed: the next times, by the code that follows it.

use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::Json;
use axum::extract::State;
use flow::Timestamp;
use node_sdk::cron;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lines that are looked at together: the first and twenty more.
const LINES_MOST: usize = 21;
/// The most times that are told.
const TIMES_MOST: usize = 50;
const TIMES_USUAL: usize = 5;

/// Schedules to look at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewSchedule {
    /// Cron lines; each of them starts runs.
    lines: Vec<String>,
    /// The IANA zone the times are meant in.
    time_zone: String,
    /// How many times, 1 to 50; 5 if left out.
    count: Option<usize>,
}

/// When schedules are due next.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SchedulePreview {
    /// What is wrong with the time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone_problem: Option<String>,
    /// What is wrong with a line, in the order of the lines; empty where nothing is.
    line_problems: Vec<String>,
    /// The next times of all lines that can be read, by time.
    times: Vec<DueTime>,
    /// When the clocks change next in the zone, within a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_change: Option<ClockChange>,
}

/// A time a run is started at.
#[derive(Serialize, JsonSchema, PartialEq)]
struct DueTime {
    at: i64,
    /// The same in the zone: `2026-11-20T12:00:00+01:00`.
    local: String,
    /// Which of the lines.
    line: usize,
    /// The line names a time of this day that the clocks skip; it is due behind the gap.
    is_moved: bool,
}

/// A change of the clocks.
#[derive(Serialize, JsonSchema)]
struct ClockChange {
    at: i64,
    /// What the clocks show then before they are changed: `2026-03-29T02:00`.
    from: String,
    /// What they show after it: `2026-03-29T03:00`.
    to: String,
}

/// `POST /api/v1/schedules/preview`.
pub(crate) async fn preview_schedule(
    State(state): State<ApiState>,
    Json(request): Json<PreviewSchedule>,
) -> Result<Json<SchedulePreview>, Problem> {
    if request.lines.is_empty() || request.lines.len() > LINES_MOST {
        return Err(Problem::field("lines", format!("Give one to {LINES_MOST} lines.")));
    }
    let count = request.count.unwrap_or(TIMES_USUAL).clamp(1, TIMES_MOST);
    Ok(Json(preview(&request.lines, &request.time_zone, state.now(), count)))
}

fn preview(lines: &[String], time_zone: &str, now: Timestamp, count: usize) -> SchedulePreview {
    let problem = |line: &String| cron::check(line, None).err().unwrap_or_default();
    let line_problems = lines.iter().map(problem).collect();
    // A line that is always right says what is wrong with the zone.
    if let Err(problem) = cron::check("* * * * *", Some(time_zone)) {
        let time_zone_problem = Some(problem);
        return SchedulePreview { time_zone_problem, line_problems, times: Vec::new(), clock_change: None };
    }
    let mut times: Vec<DueTime> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Ok(schedule) = cron::Schedule::parse(line.trim(), time_zone) else { continue };
        let mut after = now;
        for _ in 0..count {
            let Ok(Some(at)) = schedule.next(after) else { break };
            let is_moved = schedule.is_moved(at);
            times.push(DueTime { at: at.0, local: cron::iso(at, time_zone), line: index, is_moved });
            after = at;
        }
    }
    times.sort_by_key(|time| (time.at, time.line));
    times.truncate(count);
    let change = cron::next_change(time_zone, now).map(|change| ClockChange {
        at: change.at.0,
        from: change.from,
        to: change.to,
    });
    SchedulePreview { time_zone_problem: None, line_problems, times, clock_change: change }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str], zone: &str, after: &str) -> SchedulePreview {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let now = Timestamp(after.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        preview(&lines, zone, now, 3)
    }

    fn times(preview: &SchedulePreview) -> Vec<(&str, usize, bool)> {
        preview.times.iter().map(|time| (time.local.as_str(), time.line, time.is_moved)).collect()
    }

    #[test]
    fn tells_the_next_times_of_all_lines() {
        let told = told(&["0 9 * * *", "30 8 * * 6"], "Europe/Berlin", "2026-11-20T12:00:00Z");
        let wanted = [
            ("2026-11-21T08:30:00+01:00", 1, false),
            ("2026-11-21T09:00:00+01:00", 0, false),
            ("2026-11-22T09:00:00+01:00", 0, false),
        ];
        assert_eq!(times(&told), wanted);
        let change = told.clock_change.unwrap();
        assert_eq!((change.from.as_str(), change.to.as_str()), ("2027-03-28T02:00", "2027-03-28T03:00"));
    }

    #[test]
    fn says_which_times_the_clocks_move() {
        let told = told(&["30 2 * * *"], "Europe/Berlin", "2026-03-28T12:00:00Z");
        let wanted = [
            ("2026-03-29T03:00:00+02:00", 0, true),
            ("2026-03-30T02:30:00+02:00", 0, false),
            ("2026-03-31T02:30:00+02:00", 0, false),
        ];
        assert_eq!(times(&told), wanted);
        assert!(self::told(&["0 0 * * *"], "Asia/Tokyo", "2026-03-28T12:00:00Z").clock_change.is_none());
    }

    #[test]
    fn says_what_is_wrong_where_it_is_wrong() {
        let told = told(&["0 9 * * *", "0 99 * * *"], "UTC", "2026-03-28T12:00:00Z");
        assert_eq!(told.line_problems[0], "");
        assert!(told.line_problems[1].contains("cannot be read"), "{}", told.line_problems[1]);
        assert_eq!(told.times.len(), 3);
        let lost = self::told(&["0 9 * * *"], "Mars/Olympus", "2026-03-28T12:00:00Z");
        assert!(lost.time_zone_problem.unwrap().contains("Mars/Olympus"));
    }
}
