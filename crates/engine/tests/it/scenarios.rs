//! What a run does, scenario by scenario.

mod cancel;
mod fail;
mod join;
mod route;
mod uncertain;
mod wait;
