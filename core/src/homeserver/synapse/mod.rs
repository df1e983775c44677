//! Synapse's admin API: a method per endpoint, named for its question.

mod client;
mod consent;
mod error;
mod logins;
mod register;
mod rooms;
mod users;

pub use client::{Availability, ClientError, Synapse, SynapsePolicy};
pub use error::SynapseError;
pub use logins::Logins;
pub use register::Registered;
pub use users::{Put, Threepid, User};
