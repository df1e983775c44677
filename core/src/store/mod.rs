//! The store: all database queries. Entities are private here; functions return domain values.

mod accounts;
mod answers;
mod backup;
mod backup_check;
mod cards;
mod changes;
mod connect;
mod diagnosis;
pub mod django;
mod entities;
mod error;
mod events;
mod imports;
mod inquiries;
mod instant;
mod key_check;
mod links;
mod lookup;
mod numbers;
mod outbox;
mod pages;
mod pooler;
#[cfg(test)]
mod query_plans;
mod rate_limits;
mod registrations;
mod related;
mod retention;
mod rules;
mod schema;
mod server;
mod settings;
mod sqlite;
pub mod state;
mod transfer;
mod triage;
mod updates;
mod votes;

pub(crate) use accounts::Intent;
pub use backup::BackupError;
pub use backup_check::{BackupSummary, VerifyError};
pub use cards::Card;
pub(crate) use changes::Change;
use connect::APPLICATION;
pub use connect::Store;
pub(crate) use connect::Txn;
pub use diagnosis::Place;
pub use error::StoreError;
pub use events::Entry;
pub(crate) use events::{record, was_recorded};
pub(crate) use imports::{ExistingKeys, ImportedRow};
pub(crate) use links::MailedLink;
pub use links::{Link, Purpose};
pub use lookup::{Asked, COUNTED, First};
pub use numbers::Numbered;
pub(crate) use outbox::{Job, Settled};
pub use outbox::{Parked, Progress, QueueSummary, Queued, Retry, Task};
pub use rate_limits::LimitError;
pub use registrations::NewRegistration;
pub(crate) use retention::Stale;
pub use schema::Schema;
pub use transfer::{MoveError, MovedTable, move_database};

use instant::to_instant;

pub(crate) mod write {
    //! Functions that write inside a transaction.
    pub(crate) use super::{
        accounts::{
            adopt as adopt_account, clear_question, clear_questions_of, end as end_account, newest_of as account_of,
            record_removed,
        },
        cards::{forget_card, forget_cards},
        changes::{make, note},
        imports::{existing_keys, insert as insert_imported},
        inquiries::{close as close_question, insert as insert_question, newest as newest_question},
        links::{adopt as adopt_link, create as create_link, use_up as use_up_link},
        outbox::{
            drop_queued, postpone, push, remove_unstarted, retry_now, settle, supersede, take_back, unpark,
            update_effect,
        },
        rate_limits::admit,
        registrations::{find, insert},
        rules::{insert as insert_rule, remove_same as remove_same_rule},
        triage::{find as triage_of, set as set_triage},
        updates::{decide, rename, set_answers, set_language, touch, undecide},
        votes::{cast as cast_vote, forget as forget_votes, withdraw as withdraw_vote},
    };
}
