//! The only queries. Entities are private here; what goes out is a domain value.

mod accounts;
mod attempts;
mod backup;
mod changes;
mod connect;
pub mod django;
mod durable;
mod entities;
mod events;
mod imports;
mod known_key;
mod links;
mod lookup;
mod numbers;
mod outbox;
#[cfg(test)]
mod plans;
mod registrations;
mod related;
mod room;
mod rules;
mod schema;
mod sqlite;
mod transaction;

pub(crate) use accounts::Intent;
pub use attempts::Limit;
pub use backup::BackupError;
pub(crate) use changes::Change;
pub use connect::{Store, StoreError};
pub use events::Entry;
pub(crate) use events::{record, was_recorded};
pub(crate) use imports::{Arrival, Residents};
pub(crate) use links::MailedLink;
pub use links::{Link, Purpose};
pub use lookup::{Asked, COUNTED, First};
pub use numbers::Numbered;
pub(crate) use outbox::{Job, Settled};
pub use outbox::{Parked, QueueSummary, Task};
pub use registrations::NewRegistration;
pub(crate) use registrations::Stale;
pub use room::Card;
pub use schema::Schema;
pub(crate) use transaction::Txn;

pub(crate) mod write {
    //! What is done inside a transaction.
    pub(crate) use super::{
        accounts::{adopt as adopt_account, clear_question, clear_questions_of, end as end_account},
        attempts::admit,
        changes::{make, note},
        imports::{insert as insert_arrival, residents},
        links::{adopt as adopt_link, create as create_link, use_up as use_up_link},
        outbox::{postpone, push, settle, supersede, take_back, unpark, update_effect},
        registrations::{decide, find, insert, linger, rename, set_reason, undecide},
        room::{forget_card, forget_cards},
        rules::{insert as insert_rule, remove_same as remove_same_rule},
    };
}

/// An instant as it is stored: milliseconds since 1970, UTC.
fn to_instant(ms: i64) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(ms).ok()
}
