//! Removing the account of an earlier username is an effect of its own, which holds back no other effect.

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
    "UPDATE outbox SET effect = 'remove_former_account', needed = FALSE,
            payload = REPLACE(payload, '\"remove_account\"', '\"remove_former_account\"')
        WHERE effect = 'remove_account' AND payload LIKE '%\"account\"%' AND payload NOT LIKE '%null%'",
    // A repeated answer about an account refers to the newest record of its name.
    "CREATE INDEX accounts_name ON accounts (localpart)",
];
