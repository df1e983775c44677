//! Effects with typed payloads. Programs that do not know this step can neither queue nor claim effects any more.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (json, position) = match manager.get_database_backend() {
            DbBackend::Postgres => ("json_build_object", "strpos"),
            _ => ("json_object", "instr"),
        };
        for statement in STATEMENTS {
            let sql = statement.replace("{json}", json).replace("{position}", position);
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

const STATEMENTS: &[&str] = &[
    "ALTER TABLE outbox ADD COLUMN payload TEXT NOT NULL DEFAULT ''",
    // The previous version did nothing for these.
    "DELETE FROM outbox WHERE subject IS NULL AND effect IN ('join_room', 'log_decision', 'report_trouble')",
    "UPDATE outbox SET payload = CAST(CASE effect
        WHEN 'mail_verification' THEN {json}('lane', lane, 'effect', effect, 'link', link_id)
        WHEN 'mail_password_link' THEN {json}('lane', lane, 'effect', effect, 'link', link_id)
        WHEN 'mail_operators' THEN {json}('lane', lane, 'effect', effect, 'to', subject)
        WHEN 'remove_account' THEN {json}('lane', lane, 'effect', effect, 'account', CAST(subject AS BIGINT))
        WHEN 'join_room' THEN {json}('lane', lane, 'effect', effect, 'room', subject)
        WHEN 'welcome' THEN {json}('lane', lane, 'effect', effect, 'room', subject)
        WHEN 'report_trouble' THEN {json}('lane', lane, 'effect', effect, 'parked', CAST(subject AS BIGINT))
        WHEN 'log_decision' THEN {json}('lane', lane, 'effect', effect,
            'verdict', SUBSTR(subject, 1, {position}(subject, ' ') - 1),
            'by', SUBSTR(subject, {position}(subject, ' ') + 1))
        ELSE {json}('lane', lane, 'effect', effect)
    END AS TEXT)",
    "ALTER TABLE outbox DROP COLUMN subject",
    "ALTER TABLE outbox DROP COLUMN link_id",
];
