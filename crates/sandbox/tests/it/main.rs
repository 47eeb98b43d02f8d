//! The sandbox from outside: what it gives, and that nothing gets out, in or over.

mod basics;
mod differential;
mod world;
