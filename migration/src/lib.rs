//! Database migrations: one file each, applied in order. A released migration's statements never change.

mod m20261123_000001_registrations;
mod m20261123_000002_outbox;
mod m20261123_000003_room;
mod m20261123_000004_decisions;
mod m20261123_000005_rules;
mod m20261123_000006_signals;
mod m20261125_000007_presses;
mod m20261128_000010_accounts;
mod m20261128_000020_effects;
mod m20261128_000040_former_accounts;
mod m20261128_000050_language;
mod m20261128_000060_answers;
mod m20261128_000070_queued_at;
mod m20261128_000080_undo_votes;
mod m20261128_000090_revoked;
mod m20261128_000095_inquiries;
mod m20261128_000100_rule_confirmed;
mod m20261128_000110_mail_domains;
mod statements;

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, SchemaManager};

/// Upgrades a database to this version.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_registrations::Migration),
            Box::new(m20261123_000002_outbox::Migration),
            Box::new(m20261123_000003_room::Migration),
            Box::new(m20261123_000004_decisions::Migration),
            Box::new(m20261123_000005_rules::Migration),
            Box::new(m20261123_000006_signals::Migration),
            Box::new(m20261125_000007_presses::Migration),
            Box::new(m20261128_000010_accounts::Migration),
            Box::new(m20261128_000020_effects::Migration),
            Box::new(m20261128_000040_former_accounts::Migration),
            Box::new(m20261128_000050_language::Migration),
            Box::new(m20261128_000060_answers::Migration),
            Box::new(m20261128_000070_queued_at::Migration),
            Box::new(m20261128_000080_undo_votes::Migration),
            Box::new(m20261128_000090_revoked::Migration),
            Box::new(m20261128_000095_inquiries::Migration),
            Box::new(m20261128_000100_rule_confirmed::Migration),
            Box::new(m20261128_000110_mail_domains::Migration),
        ]
    }
}
