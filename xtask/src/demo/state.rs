//! The demo's secrets, kept from one start to the next.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::hex;

/// The secrets, created at the first start.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
pub struct State {
    /// Synapse's `registration_shared_secret`.
    pub shared_secret: String,
    /// Synapse's `form_secret`.
    pub form_secret: String,
    /// The service's `secret_key`.
    pub secret_key: String,
    /// For the account whose token the service uses.
    pub admin_password: String,
    /// For the person who tries the demo.
    pub moderator_password: String,
}

impl State {
    /// Reads the secrets from `folder`, or creates them there.
    pub fn load_or_create(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join("state.json");
        if file.exists() {
            let text = std::fs::read_to_string(&file)?;
            return serde_json::from_str(&text).context("cannot read .demo/state.json; start with --reset");
        }
        let state = Self::random()?;
        std::fs::write(&file, serde_json::to_string_pretty(&state)?).context("cannot write .demo/state.json")?;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
        Ok(state)
    }

    fn random() -> anyhow::Result<Self> {
        Ok(Self {
            shared_secret: random(32)?,
            form_secret: random(32)?,
            secret_key: random(32)?,
            admin_password: random(32)?,
            moderator_password: random(6)?,
        })
    }
}

/// Random bytes in hexadecimal.
fn random(bytes: usize) -> anyhow::Result<String> {
    let mut buffer = vec![0; bytes];
    File::open("/dev/urandom")?.read_exact(&mut buffer)?;
    Ok(hex::encode(&buffer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_start_reads_the_secrets_of_the_first() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let first = State::load_or_create(folder.path())?;
        assert_eq!(first, State::load_or_create(folder.path())?);
        assert_ne!(first, State::random()?);
        Ok(())
    }
}
