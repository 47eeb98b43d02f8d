//! What a run does, scenario by scenario.

mod boxes;
mod cancel;
mod compensate;
mod debug;
mod each;
mod fail;
mod join;
mod manners;
mod nested;
mod pause;
mod route;
mod uncertain;
mod wait;
