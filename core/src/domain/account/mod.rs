//! Accounts on the homeserver: what we recorded about ours, what the homeserver shows, and the checks between the two.

mod checks;
mod fields;
mod observed;
mod question;
mod record;
mod status;

pub use checks::{Removal, Unlocking};
pub use fields::AccountFields;
pub use observed::{SeenAccount, Usage};
pub use question::{AccountAnswer, Mismatch};
pub use record::AccountRecord;
pub use status::{AccountId, AccountProof, AccountStatus};
