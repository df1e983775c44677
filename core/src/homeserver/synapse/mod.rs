//! Synapse's admin API: one method per endpoint.

mod client;
mod consent;
mod diagnosis;
mod error;
mod hex;
mod listing;
mod logins;
mod register;
mod rooms;
mod tls;
mod users;

pub use client::{Availability, Synapse, SynapsePolicy};
pub use diagnosis::host_and_port;
pub(crate) use error::redirect_target;
pub use error::{ClientError, SynapseError};
pub use listing::ListedUser;
pub use logins::Logins;
pub use register::Registered;
pub use tls::with_trust;
pub use users::{Put, Threepid, User};
