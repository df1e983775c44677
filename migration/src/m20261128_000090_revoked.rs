//! A request whose approval was revoked holds its name and address: its account still exists, locked.

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
    "DROP INDEX registrations_live_localpart",
    "DROP INDEX registrations_live_email",
    "CREATE UNIQUE INDEX registrations_live_localpart ON registrations (localpart) WHERE state IN
        ('awaiting_details', 'awaiting_review', 'provisioning', 'awaiting_password', 'active', 'revoked')",
    "CREATE UNIQUE INDEX registrations_live_email ON registrations (email_canonical) WHERE state IN
        ('awaiting_details', 'awaiting_review', 'provisioning', 'awaiting_password', 'active', 'revoked')",
];
