//! Reaches outside addresses: the one HTTP client, and the policy that vets
//! every address at connect and at each redirect.
//!
//! The HTTP library's hook for name resolution is not asked for addresses given
//! as such (`http://127.0.0.1`), and its redirects know nothing of our policy.
//! So the client vets the host before every hop and follows redirects itself.

mod cidr;
mod classify;
mod client;
mod error;
mod message;
mod policy;
mod redirect;
mod resolver;
mod tracked_body;

pub use cidr::{Cidr, CidrError};
pub use client::{Client, ClientError, Settings};
pub use error::{SendError, SendErrorKind};
pub use message::{Request, Response};
pub use policy::{Policy, PolicyError, Refusal};
