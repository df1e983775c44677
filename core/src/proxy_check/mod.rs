//! The test of `public_url`: `check` asks the running service, through the proxy, what arrives there.
//!
//! The service answers only those who know `secret_key`: the request carries a fresh text and its MAC. To everybody
//! else the page does not exist.

mod probe;
mod protocol;

pub use probe::{Outcome, probe};
pub use protocol::{HEADER, PATH, ProxyReport, challenge, is_valid};
