//! The registrations: their workflow, their storage, and everything that the service sends.
//!
//! There is no HTTP server and no Matrix client in this crate; `web` and `bot` call [`Registrations`].

pub mod clock;
pub mod config;
pub mod counters;
pub mod domain;
pub mod fault_injection;
pub mod finding;
pub mod homeserver;
pub mod keys;
pub mod lock;
pub mod mail;
pub mod messages;
pub mod proxy_check;
pub mod registrations;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod worker;

pub use config::Config;
pub use homeserver::synapse;
pub use registrations::Registrations;
