//! Mails: a letter a file, and the transport that carries them.

mod approved;
mod begun;
mod connections;
mod denied;
mod handover;
mod known;
mod layout;
mod lifetime;
mod operators;
mod password;
mod receipt;
mod reply;
mod tls;
mod transport;
mod verification;

pub use layout::Letter;
pub use reply::Reply;
pub use transport::{MailError, Mailer};

pub(crate) use approved::approved;
pub(crate) use begun::begun;
pub(crate) use denied::denied;
pub(crate) use known::already_known;
pub(crate) use operators::operators;
pub(crate) use password::password_link;
pub(crate) use receipt::receipt;
pub(crate) use verification::verification;
