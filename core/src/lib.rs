//! The life of a registration: what may happen to it, where it is kept, and what leaves it.
//!
//! No HTTP server and no Matrix client live here; `web` and `bot` call [`Registrations`].

pub mod clock;
pub mod config;
pub mod domain;
pub mod fault_injection;
pub mod homeserver;
pub mod keys;
pub mod mail;
pub mod messages;
pub mod registrations;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod worker;

pub use config::Config;
pub use homeserver::synapse;
pub use registrations::Registrations;
