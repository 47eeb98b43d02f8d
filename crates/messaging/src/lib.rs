//! Whether, when and by which channel a message may go, and what became of it.
//!
//! So far: receipts. Contacts, consent, windows and caps come with people.

pub mod receipt;
