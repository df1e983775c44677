//! Synapse's admin API: one method per endpoint.

mod client;
mod consent;
mod error;
mod hex;
mod logins;
mod register;
mod rooms;
mod tls;
mod users;

pub use client::{Availability, Synapse, SynapsePolicy};
pub use error::{ClientError, SynapseError};
pub use logins::Logins;
pub use register::Registered;
pub use tls::with_trust;
pub use users::{Put, Threepid, User};
