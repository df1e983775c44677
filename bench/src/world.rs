//! What `cargo xtask bench` has brought up, and where it is.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// The coordinates of everything.
#[derive(Debug, Deserialize)]
pub struct World {
    /// Where databases, configurations and logs go.
    pub folder: PathBuf,
    /// Fewer and shorter rounds.
    pub quick: bool,
    /// What is to be measured.
    pub rows: Vec<String>,
    /// The release binary.
    pub service: PathBuf,
    /// The program that ends whatever it starts, with its first argument.
    pub tether: [PathBuf; 2],
    /// The Python of the environment that has the Django app and gunicorn.
    pub django: Option<PathBuf>,
    /// Sends many requests for one page.
    pub wrk: Option<PathBuf>,
    /// A real Synapse whose passwords are soon hashed.
    pub synapse: Option<Homeserver>,
    /// A real Synapse that hashes passwords as it is shipped.
    pub synapse_as_shipped: Option<Homeserver>,
    /// A real `PostgreSQL`.
    pub postgres: Option<Postgres>,
}

/// A homeserver, real or not.
#[derive(Clone, Debug, Deserialize)]
pub struct Homeserver {
    /// Where it answers.
    pub url: String,
    /// An admin's.
    pub admin_token: String,
    /// The moderator's user ID and password.
    pub moderator: Option<(String, String)>,
}

/// A database server.
#[derive(Debug, Deserialize)]
pub struct Postgres {
    /// Without the name of a database.
    pub url: String,
    /// The program that speaks to it.
    pub psql: PathBuf,
}

impl World {
    /// Reads the coordinates from `file`.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// An empty folder for one measured part.
    pub fn fresh_folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// `usual`, or less where things should be over soon.
    pub fn rounds(&self, usual: usize, quick: usize) -> usize {
        if self.quick { quick } else { usual }
    }
}

/// A free port on loopback. Nothing holds it, so take it soon.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
