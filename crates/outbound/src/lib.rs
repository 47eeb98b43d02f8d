//! Reaches outside addresses: the one HTTP client, and the policy that vets
//! every address at connect and at each redirect.

/// The HTTP client; connects only to vetted addresses.
#[derive(Clone, Debug)]
pub struct Client {}
