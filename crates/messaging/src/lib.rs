//! Whether, when and by which channel a message may go, what it looks like, and what
//! became of it.
//!
//! So far: composed mails and receipts. Contacts, consent, windows and caps come with
//! people.

pub mod mail;
pub mod receipt;
