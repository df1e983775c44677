//! What both services talk to while they are measured: quick, the same for both, and on loopback.

mod mail;
mod synapse;

pub use mail::Mailbox;

/// The stubs, running until we end.
pub struct Stub {
    /// Where the homeserver answers.
    pub synapse: String,
    /// Where mails are taken.
    pub smtp: u16,
    /// Every mail.
    pub mailbox: Mailbox,
}

/// Starts both.
pub async fn start() -> anyhow::Result<Stub> {
    let (smtp, mailbox) = mail::start().await?;
    Ok(Stub { synapse: synapse::start().await?, smtp, mailbox })
}
