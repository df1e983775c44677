//! The demo's ports, which are consecutive.

use std::net::TcpListener;

use anyhow::bail;

/// All on 127.0.0.1.
pub struct Ports {
    /// The sign-up page.
    pub web: u16,
    /// The web inbox.
    pub inbox: u16,
    /// The homeserver.
    pub synapse: u16,
    /// The mail server.
    pub smtp: u16,
}

impl Ports {
    /// `base` and the three after it.
    pub fn from(base: u16) -> Self {
        Self { web: base, inbox: base + 1, synapse: base + 2, smtp: base + 3 }
    }

    /// Fails if one of them is in use.
    pub fn check_free(&self) -> anyhow::Result<()> {
        for port in [self.web, self.inbox, self.synapse, self.smtp] {
            if TcpListener::bind(("127.0.0.1", port)).is_err() {
                bail!("port {port} is in use; choose others, for example --port-base {}", self.web + 100);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_named() -> anyhow::Result<()> {
        let taken = TcpListener::bind("127.0.0.1:0")?;
        let port = taken.local_addr()?.port();
        let told = Ports { web: port, inbox: 0, synapse: 0, smtp: 0 }.check_free();
        let told = told.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(told.starts_with(&format!("port {port} is in use")), "{told}");
        Ok(())
    }
}
