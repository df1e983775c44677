//! Query plans, for the test that no statement scans a growing table.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value, Values};

use super::{Store, StoreError};

/// Tables that grow with every registration.
const GROWING: [&str; 6] = ["registrations", "links", "events", "outbox", "cards", "attempts"];

impl Store {
    /// The lines of the query plan of `sql` that scan a growing table.
    pub(crate) async fn scans(&self, sql: &str, values: &[Value]) -> Result<Vec<String>, StoreError> {
        let backend = self.reader().get_database_backend();
        let txn = self.begin().await?;
        let explain = match backend {
            DbBackend::Postgres => {
                // Small tables are always scanned; the question is whether an index could be used.
                txn.execute_unprepared("SET LOCAL enable_seqscan = off").await?;
                format!("EXPLAIN {sql}")
            }
            _ => format!("EXPLAIN QUERY PLAN {sql}"),
        };
        let statement = Statement::from_sql_and_values(backend, explain, Values(values.to_vec()));
        let column = if backend == DbBackend::Postgres { "QUERY PLAN" } else { "detail" };
        let rows = txn.query_all_raw(statement).await?;
        let lines = rows.iter().map(|row| row.try_get::<String>("", column)).collect::<Result<Vec<_>, _>>()?;
        drop(txn);
        // A state may have as many rows as the table; a network has few.
        let is_detour = |line: &str| sql.contains(r#""network" = "#) && line.contains("registrations_state_id");
        let is_found =
            |at: usize| lines[at + 1..].iter().take_while(|line| !line.contains("->")).any(|line| is_sought(line));
        let bad = |(at, line): &(usize, &String)| is_scan(line) || is_detour(line) || (is_walk(line) && !is_found(*at));
        Ok(lines.iter().enumerate().filter(bad).map(|(_, line)| line.clone()).collect())
    }
}

fn is_scan(line: &str) -> bool {
    let line = line.trim().trim_start_matches("->").trim();
    GROWING.iter().any(|table| {
        line.starts_with(&format!("Seq Scan on {table}"))
            || (line.starts_with(&format!("SCAN {table}")) && !line.contains("USING INDEX outbox_parked"))
    })
}

/// Whether `PostgreSQL` uses an index of a growing table: it scans the index, unless the lines below have a condition.
/// Parked effects have an index of their own.
fn is_walk(line: &str) -> bool {
    let is_index = line.contains("Index Scan using") || line.contains("Index Only Scan using");
    is_index && !line.contains("outbox_parked") && GROWING.iter().any(|table| line.contains(&format!(" on {table} ")))
}

fn is_sought(line: &str) -> bool {
    line.contains("Index Cond:")
}
