//! Writes the config file of the demo's service.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;

use crate::paths;

use super::{
    accounts::{MODERATOR, SERVER_NAME},
    ports::Ports,
    state::State,
};

/// Writes the file, which only its owner can read.
pub fn write(file: &Path, ports: &Ports, state: &State, admin_token: &str, language: &str) -> anyhow::Result<()> {
    std::fs::write(file, text(ports, state, admin_token, language)).context("cannot write .demo/config.yaml")?;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))?;
    Ok(())
}

fn text(ports: &Ports, state: &State, admin_token: &str, language: &str) -> String {
    let Ports { web, synapse, smtp, .. } = ports;
    let secret_key = &state.secret_key;
    // Quoted as JSON, for folders with spaces.
    let data_dir = serde_json::json!(paths::root().join(".demo/data"));
    format!(
        "# Written by `cargo xtask demo` at each start.
secret_key: \"{secret_key}\"
listen: 127.0.0.1:{web}
public_url: http://127.0.0.1:{web}
hosts: [\"127.0.0.1\", localhost]
data_dir: {data_dir}
synapse:
  server: http://127.0.0.1:{synapse}
  domain: {SERVER_NAME}
  admin_token: {admin_token}
email:
  host: 127.0.0.1
  port: {smtp}
  from: registration@{SERVER_NAME}
  tls: false
  ssl: false
admin:
  email: operator@{SERVER_NAME}
default_language: {language}
# All requests come from the same address.
rate_limit:
  email_submission: 1000
bot:
  username: registration-bot
  moderators: [\"@{MODERATOR}:{SERVER_NAME}\"]
"
    )
}
