//! The language in which a request was made.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

/// Empty for older requests: they are answered in the default language.
const STATEMENTS: &[&str] = &["ALTER TABLE registrations ADD COLUMN language TEXT"];
