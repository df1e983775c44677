//! A database of a given size, and the service on it.

use std::{path::PathBuf, time::Instant};

use serde_json::{Value, json};

use super::fill::Database;
use crate::{
    servers::Servers,
    services::{self, Plan, Service},
    stub::Stub,
};

/// A database of a given size, for the service.
pub struct Dataset {
    /// The folder of the service.
    pub folder: PathBuf,
    /// Config keys that select the database.
    pub config: Value,
    /// How many registrations it has at the start.
    pub size: usize,
}

impl Dataset {
    /// Creates and fills the database.
    pub fn create(servers: &Servers, stub: &Stub, database: Database, size: usize) -> anyhow::Result<Self> {
        let name = format!("growth-{database:?}-{size}").to_lowercase();
        let folder = servers.fresh_folder(&name)?;
        let began = Instant::now();
        let url = database.create(servers, &name.replace('-', "_"))?;
        let config = match &url {
            Some(url) => json!({"database": {"url": url}}),
            None => json!({}),
        };
        let dataset = Self { folder, config, size };
        // The first start creates the schema.
        drop(dataset.opens(servers, stub)?);
        database.fill(servers, &dataset.folder, url.as_deref(), size)?;
        println!("  {size} registrations on {}: filled in {:.0} s", database.name(), began.elapsed().as_secs_f64());
        Ok(dataset)
    }

    /// Starts the service, with the stub and without the bot.
    pub fn opens(&self, servers: &Servers, stub: &Stub) -> anyhow::Result<Service> {
        let (folder, config) = (self.folder.clone(), self.config.clone());
        services::start_ours(
            servers,
            stub,
            &Plan { folder, synapse: &stub.homeserver(), config, only: Some("web,worker") },
        )
    }

    /// The number of a registration in the middle of the table that has an account, as those ending in 1 do.
    pub fn someone(&self) -> String {
        (self.size / 20 * 10 + 1).to_string()
    }
}
