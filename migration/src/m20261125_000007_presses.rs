//! Which client used a link: its second click gets the same answer.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

// A keyed hash: no address is stored.
const STATEMENTS: &[&str] = &["ALTER TABLE links ADD COLUMN used_by {bytes}"];
