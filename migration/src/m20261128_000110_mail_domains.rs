//! An index of submitted requests by mail domain, for what became of earlier requests with the same one.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &["CREATE INDEX registrations_mail_domain ON registrations (lower(email_domain), id)
        WHERE submitted_at IS NOT NULL"];
