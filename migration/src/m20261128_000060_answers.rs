//! The answers to the operator's own questions.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

/// Both are empty for requests without such answers.
const STATEMENTS: &[&str] =
    &["ALTER TABLE registrations ADD COLUMN questions TEXT", "ALTER TABLE registrations ADD COLUMN answers TEXT"];
