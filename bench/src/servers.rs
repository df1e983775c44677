//! The servers that `cargo xtask bench` has started, and where they are.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// Addresses and programs.
#[derive(Debug, Deserialize)]
pub struct Servers {
    /// The folder for databases, configs and logs.
    pub folder: PathBuf,
    /// Fewer and shorter rounds.
    pub quick: bool,
    /// The benchmarks to run.
    pub rows: Vec<String>,
    /// The release binary.
    pub service: PathBuf,
    /// The command of the child guard.
    pub guard: [PathBuf; 2],
    /// The Python of the environment with the Django app and gunicorn.
    pub django: Option<PathBuf>,
    /// wrk, which sends many requests for one page.
    pub wrk: Option<PathBuf>,
    /// A real Synapse with cheap password hashing.
    pub synapse: Option<Homeserver>,
    /// A real Synapse with its default password hashing.
    pub synapse_default_cost: Option<Homeserver>,
    /// A real PostgreSQL.
    pub postgres: Option<Postgres>,
}

/// A homeserver, real or a stub.
#[derive(Clone, Debug, Deserialize)]
pub struct Homeserver {
    /// Its URL.
    pub url: String,
    /// The token of a server admin.
    pub admin_token: String,
    /// The moderator's user ID and password.
    pub moderator: Option<(String, String)>,
}

/// A database server.
#[derive(Debug, Deserialize)]
pub struct Postgres {
    /// Its URL, without the name of a database.
    pub url: String,
    /// Its command-line client.
    pub psql: PathBuf,
}

impl Servers {
    /// Reads them from `file`.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// An empty folder for one benchmark.
    pub fn fresh_folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// The number of rounds: `usual`, or `quick` with `--quick`.
    pub fn rounds(&self, usual: usize, quick: usize) -> usize {
        if self.quick { quick } else { usual }
    }
}

/// A free port on loopback. It is not reserved, so use it soon.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
