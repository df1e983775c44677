//! Approval without an account, decisions without a mail, addresses in the audit log, and imports.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    "ALTER TABLE registrations ADD COLUMN network TEXT",
    "ALTER TABLE registrations ADD COLUMN decision_notify BOOLEAN NOT NULL DEFAULT TRUE",
    "ALTER TABLE registrations ADD COLUMN imported_from TEXT",
    "CREATE INDEX registrations_network ON registrations (network, state)",
    "CREATE INDEX registrations_localpart ON registrations (localpart, id)",
    "CREATE UNIQUE INDEX registrations_imported_from ON registrations (imported_from)",
    "ALTER TABLE links ADD COLUMN purpose TEXT NOT NULL DEFAULT 'verification'",
    "ALTER TABLE events ADD COLUMN address TEXT",
    "ALTER TABLE outbox ADD COLUMN subject TEXT",
    // An approved request without a password holds its name and address as well.
    "DROP INDEX registrations_live_localpart",
    "DROP INDEX registrations_live_email",
    "CREATE UNIQUE INDEX registrations_live_localpart ON registrations (localpart) WHERE state IN
        ('awaiting_details', 'awaiting_review', 'provisioning', 'awaiting_password', 'active')",
    "CREATE UNIQUE INDEX registrations_live_email ON registrations (email_canonical) WHERE state IN
        ('awaiting_details', 'awaiting_review', 'provisioning', 'awaiting_password', 'active')",
];
