//! Decides what a run does: `apply(state, event, now) -> records + commands`.
//!
//! Pure: no clock, network, database or async. The worker feeds it events
//! (`Event`), performs the commands (`Command`) it answers with, and writes the
//! events down; replaying the written events through `apply` gives the same run
//! again, which is how a run is recovered and how its history is shown.

mod apply;
mod container;
pub mod debug;
pub mod event;
mod frame;
pub mod history;
pub mod lineage;
pub mod run;
mod timers;

pub use apply::apply;
pub use event::{
    Answer, Command, Effects, ErrorClass, Event, Manner, Outcome, Question, StepError, StepId, StepRequest, TimerId,
};
pub use run::{EdgeState, FramePlace, NodeState, Progress, Run, RunError, RunStatus};
