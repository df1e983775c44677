//! In core, only the store accesses the database.

use super::source::{Source, is_comment, sources};
use crate::paths;

const STORE: [&str; 2] = ["core/src/store/", "core/src/store.rs"];
const DATABASES: [&str; 3] = ["sea_orm", "sqlx", "rusqlite"];

/// Lines outside the store that name a database library.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let files = sources(&paths::root(), "core/src", "rs")?;
    Ok(files.iter().flat_map(violations_in).collect())
}

fn violations_in(file: &Source) -> Vec<String> {
    let path = file.path.to_string_lossy();
    if STORE.iter().any(|store| path.starts_with(store)) {
        return vec![];
    }
    let report = |(number, line): (usize, &str)| {
        let found = DATABASES.iter().find(|word| line.contains(*word) && !is_comment(line))?;
        Some(format!("{path}:{}: {found} belongs in core/src/store only", number + 1))
    };
    file.text.lines().enumerate().filter_map(report).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(path: &str, text: &str) -> Vec<String> {
        violations_in(&Source { path: path.into(), text: text.into() })
    }

    #[test]
    fn only_the_store_names_a_database_library() {
        let text = "// sea_orm is fine here\nuse sea_orm::DbErr;";
        assert!(found_in("core/src/store/outbox.rs", text).is_empty());
        let found = found_in("core/src/worker.rs", text);
        assert_eq!(found, ["core/src/worker.rs:2: sea_orm belongs in core/src/store only"]);
        assert_eq!(found_in("core/src/worker.rs", "rusqlite::Connection").len(), 1);
    }
}
