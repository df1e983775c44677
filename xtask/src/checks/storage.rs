//! Within core, only the store speaks to the database; and it knows the columns of a row by their names.

use super::{Source, is_comment, sources};
use crate::paths;

const STORE: [&str; 2] = ["core/src/store/", "core/src/store.rs"];
const DATABASES: [&str; 2] = ["sea_orm", "rusqlite"];
/// `SQLite`'s rows come in the order of their columns' names.
const BY_PLACE: [&str; 2] = ["into_tuple", "get_by_index"];

/// Every line outside of the store that names a database's library, and every one that reads columns by their places.
pub fn breaches() -> anyhow::Result<Vec<String>> {
    let files = sources(&paths::root(), "core/src", "rs")?;
    Ok(files.iter().flat_map(lines_that_query).collect())
}

fn lines_that_query(file: &Source) -> Vec<String> {
    let path = file.path.to_string_lossy();
    let is_store = STORE.iter().any(|store| path.starts_with(store));
    let (wrong, rule) = if is_store {
        (BY_PLACE, "is by place, and should be by name")
    } else {
        (DATABASES, "belongs in core/src/store only")
    };
    let tell = |(number, line): (usize, &str)| {
        let found = wrong.iter().find(|word| line.contains(*word) && !is_comment(line))?;
        Some(format!("{path}:{}: {found} {rule}", number + 1))
    };
    file.text.lines().enumerate().filter_map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_of(path: &str, text: &str) -> Vec<String> {
        lines_that_query(&Source { path: path.into(), text: text.into() })
    }

    #[test]
    fn only_the_store_queries() {
        let text = "// sea_orm is fine here\nuse sea_orm::DbErr;";
        assert!(breaches_of("core/src/store/outbox.rs", text).is_empty());
        let breaches = breaches_of("core/src/worker.rs", text);
        assert_eq!(breaches, ["core/src/worker.rs:2: sea_orm belongs in core/src/store only"]);
        assert_eq!(breaches_of("core/src/worker.rs", "rusqlite::Connection").len(), 1);
    }

    #[test]
    fn columns_are_known_by_their_names() {
        let breaches = breaches_of("core/src/store/links.rs", "// into_tuple is fine here\nquery.into_tuple::<i64>()");
        assert_eq!(breaches, ["core/src/store/links.rs:2: into_tuple is by place, and should be by name"]);
    }
}
