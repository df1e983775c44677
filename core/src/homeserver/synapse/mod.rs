//! Synapse's admin API: one method per endpoint.

use std::fmt::Write as _;

mod client;
mod consent;
mod error;
mod logins;
mod register;
mod rooms;
mod tls;
mod users;

pub use client::{Availability, ClientError, Synapse, SynapsePolicy};
pub use error::SynapseError;
pub use logins::Logins;
pub use register::Registered;
pub use tls::with_trust;
pub use users::{Put, Threepid, User};

/// Lower-case hexadecimal, as Synapse writes its signatures.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
