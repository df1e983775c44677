//! Everything that `status` shows, in the room and at the terminal.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use super::status::{Answer, Status};
use crate::{domain::Pause, registrations::context::Operations};

/// The time limit for the answer of the running service.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Everything that `status` shows.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Database, Synapse and pending work.
    pub status: Status,
    /// The mail server.
    pub mail: Answer,
    /// Why new requests are not accepted, if so.
    pub pause: Option<Pause>,
    /// The number of accounts that need a decision.
    pub accounts: usize,
}

/// What the service answers that runs with the same config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Running {
    /// Nothing listens on its address.
    Nothing,
    /// It is ready, or not; with the lines of `/readyz`.
    Answers {
        /// Whether it is ready.
        is_ready: bool,
        /// What it says about its parts.
        lines: Vec<String>,
    },
    /// Something listens that does not answer as the service does.
    Unclear(String),
}

impl Operations {
    /// Asks everything that the service depends on, all at once.
    pub async fn overview(&self) -> Overview {
        let (status, mail) = tokio::join!(self.status(), self.ask_mail());
        // If the database does not answer, its own line says so.
        let pause = self.paused().await.ok().flatten();
        let accounts = self.account_questions().await.map_or(0, |asked| asked.len());
        Overview { status, mail, pause, accounts }
    }

    /// Asks `/readyz` of the service that listens on `listen`.
    pub async fn ask_running(&self) -> Running {
        let address = reachable(self.config().listen);
        let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build();
        let answer = match client {
            Ok(client) => client.get(format!("http://{address}/readyz")).send().await,
            Err(error) => return Running::Unclear(error.to_string()),
        };
        match answer {
            Ok(answer) => {
                let status = answer.status();
                let is_ours = status.is_success() || status == reqwest::StatusCode::SERVICE_UNAVAILABLE;
                let lines = answer.text().await.unwrap_or_default().lines().map(str::to_owned).collect();
                if is_ours {
                    Running::Answers { is_ready: status.is_success(), lines }
                } else {
                    Running::Unclear(format!("{address} answers with {status}"))
                }
            }
            Err(error) if error.is_connect() => Running::Nothing,
            Err(error) if error.is_timeout() => Running::Unclear(format!("{address} does not answer in time")),
            Err(error) => Running::Unclear(error.without_url().to_string()),
        }
    }
}

/// The address at which this machine reaches a listener on `listen`.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listener_on_every_address_is_reached_on_loopback() {
        for (listen, address) in
            [("0.0.0.0:8000", "127.0.0.1:8000"), ("[::]:8000", "[::1]:8000"), ("192.0.2.7:80", "192.0.2.7:80")]
        {
            assert_eq!(reachable(listen.parse().expect("an address")), address.parse().expect("an address"));
        }
    }
}
