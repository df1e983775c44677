//! The only queries. Entities are private here; what goes out is a domain value.

mod connect;
pub mod django;
mod entities;
mod events;
mod links;
mod names;
mod outbox;
mod registrations;
mod room;

pub use connect::{Store, StoreError, Txn};
pub(crate) use events::record;
pub use links::{Link, LinkId};
pub use outbox::{QueueSummary, Task};
pub use registrations::NewRegistration;
pub use room::Card;

pub(crate) mod write {
    //! What is done inside a transaction.
    pub(crate) use super::{
        links::{create as create_link, use_up as use_up_link},
        outbox::{postpone, push, settle},
        registrations::{advance, decide, find, insert, rename, set_account, set_reason},
    };
}

/// An instant as it is stored: milliseconds since 1970, UTC.
fn to_instant(ms: i64) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(ms).ok()
}
