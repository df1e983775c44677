//! In core, only the store accesses the database, and it reads columns by name.

use super::source::{Source, is_comment, sources};
use crate::paths;

const STORE: [&str; 2] = ["core/src/store/", "core/src/store.rs"];
const DATABASES: [&str; 2] = ["sea_orm", "rusqlite"];
/// Methods that read columns by position; `SQLite` returns them in the order of their names.
const BY_POSITION: [&str; 2] = ["into_tuple", "get_by_index"];

/// Lines outside the store that name a database library, and lines of the store that read columns by position.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let files = sources(&paths::root(), "core/src", "rs")?;
    Ok(files.iter().flat_map(violations_in).collect())
}

fn violations_in(file: &Source) -> Vec<String> {
    let path = file.path.to_string_lossy();
    let is_store = STORE.iter().any(|store| path.starts_with(store));
    let (wrong, rule) = if is_store {
        (BY_POSITION, "reads columns by position: read them by name")
    } else {
        (DATABASES, "belongs in core/src/store only")
    };
    let report = |(number, line): (usize, &str)| {
        let found = wrong.iter().find(|word| line.contains(*word) && !is_comment(line))?;
        Some(format!("{path}:{}: {found} {rule}", number + 1))
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

    #[test]
    fn columns_read_by_position_are_reported() {
        let found = found_in("core/src/store/links.rs", "// into_tuple is fine here\nquery.into_tuple::<i64>()");
        assert_eq!(found, ["core/src/store/links.rs:2: into_tuple reads columns by position: read them by name"]);
    }
}
