//! `database move`: moves everything into another database.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use registration_core::{
    Config,
    config::DatabaseConfig,
    store::{MovedTable, move_database},
};

use crate::{cli::DatabaseCommand, output::outln, table};

/// How many characters of a hash are shown.
const SHOWN: usize = 16;

/// Runs the command, and prints the result.
pub async fn run(config: &Config, command: DatabaseCommand) -> anyhow::Result<()> {
    let DatabaseCommand::Move { to, to_file } = command;
    let (text, key) = match (to, to_file) {
        (Some(to), _) => (to, "url: …"),
        (None, Some(file)) => (read(&file)?, "url_file: …"),
        (None, None) => bail!("name the new database with --to or --to-file"),
    };
    let target = target(text.trim())?;
    let moved = move_database(config, &target).await?;
    let row = |one: &MovedTable| [one.name.clone(), one.rows.to_string(), one.digest.chars().take(SHOWN).collect()];
    table::print(["Table", "Rows", "SHA-256"], moved.iter().map(row));
    let line = match &target {
        DatabaseConfig::Sqlite(path) => format!("path: {}", path.display()),
        DatabaseConfig::Postgres(_) => key.to_owned(),
    };
    outln!("\nEverything arrived: each table was read back, and has the same rows and the same hash.");
    outln!(
        "Now write `database: {{{line}}}` in the config file, run `check`, and start the service. The former database"
    );
    outln!("is unchanged, except for a mark that keeps the service from starting with it.");
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Errors do not quote the text, which may contain a password.
fn target(text: &str) -> anyhow::Result<DatabaseConfig> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(DatabaseConfig::Postgres(text.to_owned().into()));
    }
    if text.is_empty() || text.contains("://") {
        bail!("expected an address like postgres://user:password@host/database, or the path of a new file");
    }
    let path = std::path::absolute(PathBuf::from(text)).context("cannot find the working directory")?;
    Ok(DatabaseConfig::Sqlite(path))
}
