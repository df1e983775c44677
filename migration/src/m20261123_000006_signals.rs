//! Signals for moderators: confusable usernames, related requests, search.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await?;
        if manager.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres {
            super::statements::run(manager, BY_BYTES).await?;
        }
        Ok(())
    }
}

const STATEMENTS: &[&str] = &[
    // Confusable usernames have the same skeleton (UTS #39).
    "ALTER TABLE registrations ADD COLUMN skeleton TEXT",
    "CREATE INDEX registrations_skeleton ON registrations (skeleton)",
    "CREATE INDEX registrations_state_id ON registrations (state, id)",
    "CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL",
    "CREATE INDEX registrations_submitted ON registrations (submitted_at)",
];

/// Prefixes are compared by bytes, as in `SQLite`, whatever the server's locale.
const BY_BYTES: &[&str] = &[
    "ALTER TABLE registrations ALTER COLUMN localpart TYPE TEXT COLLATE \"C\"",
    "ALTER TABLE registrations ALTER COLUMN email_canonical TYPE TEXT COLLATE \"C\"",
];
