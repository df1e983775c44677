//! Within core, only the store speaks to the database.

use super::{Source, is_comment, sources};
use crate::paths;

const STORE: [&str; 2] = ["core/src/store/", "core/src/store.rs"];

/// Every line outside of the store that names `sea_orm`.
pub fn breaches() -> anyhow::Result<Vec<String>> {
    let files = sources(&paths::root(), "core/src", "rs")?;
    Ok(files.iter().flat_map(lines_that_query).collect())
}

fn lines_that_query(file: &Source) -> Vec<String> {
    let path = file.path.to_string_lossy();
    if STORE.iter().any(|store| path.starts_with(store)) {
        return Vec::new();
    }
    let queries = |(_, line): &(usize, &str)| line.contains("sea_orm") && !is_comment(line);
    let tell = |(number, _)| format!("{path}:{}: sea_orm belongs in core/src/store only", number + 1);
    file.text.lines().enumerate().filter(queries).map(tell).collect()
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
    }
}
