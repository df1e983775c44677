//! Who confirmed a rule that another moderator had typed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, &["ALTER TABLE rules ADD COLUMN confirmed_by TEXT"]).await
    }
}
