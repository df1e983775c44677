//! The list of tables is complete.

use super::*;

#[tokio::test]
async fn schema_has_exactly_the_tables_and_columns_that_are_moved() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("created");
    store.migrate().await.expect("a schema");
    let db = store.reader();
    let mut names = table::names(db).await.expect("read");
    names.retain(|name| *name != Migrator::migration_table_name().to_string());
    let mut known: Vec<String> = table::all().iter().map(|table| table.name()).collect();
    known.sort_unstable();
    assert_eq!(names, known, "list the table in `transfer/table.rs`");
    for table in table::all() {
        let mut columns = table.columns();
        columns.sort_unstable();
        assert_eq!(table::columns(db, &table.name()).await.expect("read"), columns, "{}", table.name());
    }
}

#[test]
fn description_of_a_server_has_no_password() {
    let url = "postgres://user:hunter2@db.example.org:5432/registration?sslmode=require";
    assert_eq!(describe(&DatabaseConfig::Postgres(url.to_owned().into())), "postgres://db.example.org/registration");
}
