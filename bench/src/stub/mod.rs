//! Stubs of the homeserver and the mail server, for both services.

mod mail;
mod synapse;

pub use mail::Mailbox;

/// The running stubs.
pub struct Stub {
    /// The homeserver's URL.
    pub synapse: String,
    /// The mail server's port.
    pub smtp: u16,
    /// All accepted mails.
    pub mailbox: Mailbox,
}

/// Starts both.
pub async fn start() -> anyhow::Result<Stub> {
    let (smtp, mailbox) = mail::start().await?;
    Ok(Stub { synapse: synapse::start().await?, smtp, mailbox })
}
