//! The letters: one file per mail, and the layout that they share.

mod already_registered;
mod approved;
mod denied;
mod layout;
mod link_expiry;
mod operator_notice;
mod password_link;
mod question;
mod receipt;
mod resume_link;
mod revoked;
mod room_broken;
mod test_mail;
mod verification;

pub(crate) use already_registered::already_registered;
pub(crate) use approved::approved;
pub(crate) use denied::denied;
pub use layout::Letter;
pub(crate) use operator_notice::operator_notice;
pub(crate) use password_link::password_link;
pub(crate) use question::question;
pub(crate) use receipt::receipt;
pub(crate) use resume_link::resume_link;
pub(crate) use revoked::revoked;
pub(crate) use room_broken::room_broken;
pub(crate) use test_mail::test_mail;
pub(crate) use verification::verification;
