//! What a run does, scenario by scenario.

mod boxes;
mod cancel;
mod each;
mod fail;
mod join;
mod manners;
mod nested;
mod route;
mod uncertain;
mod wait;
