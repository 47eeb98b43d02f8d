//! The figures that are promised on SQLite, each beside its goal: ratios against something
//! raw measured in the same run, so that they can be compared between machines.

mod engine;
mod expressions;
pub mod figure;
pub mod inside;
mod lists;
mod served;
mod sleeping;
mod touch;
mod webhooks;

use crate::report::table;
use figure::Figure;
use std::path::Path;

/// A part of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The engine alone, and expressions.
    Engine,
    /// Runs begun in this process, without HTTP.
    Inside,
    /// Runs begun over HTTP.
    Webhooks,
    /// How the server rests and starts.
    Idle,
    /// A hundred thousand runs that sleep.
    Sleeping,
    /// A million items.
    Lists,
}

const ALL: [Part; 6] = [Part::Engine, Part::Inside, Part::Webhooks, Part::Idle, Part::Sleeping, Part::Lists];

/// Measures these parts, or all of them, and prints.
pub async fn run(binary: &Path, parts: &[Part]) -> Result<(), String> {
    println!("load average before: {}\n", load_average());
    let mut figures = Vec::new();
    for part in if parts.is_empty() { &ALL } else { parts } {
        eprintln!("measuring: {part:?}");
        match part {
            Part::Engine => {
                figures.extend(engine::measure()?);
                figures.extend(expressions::measure()?);
            }
            Part::Inside => figures.extend(inside::measure().await?),
            Part::Webhooks => figures.extend(webhooks::measure(binary).await?),
            Part::Idle => figures.extend(served::measure(binary).await?),
            Part::Sleeping => figures.extend(sleeping::measure(binary).await?),
            Part::Lists => figures.extend(lists::measure(binary).await?),
        }
    }
    table(&["", "what", "goal", "figure", "met"], &figures.iter().map(Figure::row).collect::<Vec<_>>());
    println!("load average after: {}", load_average());
    Ok(())
}

/// How busy the machine is, this program included.
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
