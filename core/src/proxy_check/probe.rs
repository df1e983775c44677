//! The side of `check`: asks for the page at `public_url`, and judges what arrived at the service.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use jiff::Timestamp;
use reqwest::{Client, StatusCode, redirect::Policy};

use super::protocol::{HEADER, PATH, ProxyReport, challenge};
use crate::{
    config::Config,
    finding::{Code, ConnectionProblem, Finding, Part},
    homeserver::synapse::{host_and_port, redirect_target},
    keys::Keys,
};

/// Time limit of a request.
const TIMEOUT: Duration = Duration::from_secs(5);
/// An address of no client (RFC 5737): a proxy that passes it on unchanged lets clients forge theirs.
const CANARY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// The result of the test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service does not run here, so there is nothing to test.
    NotRunning,
    /// Host and client address arrive as they should.
    Works,
    /// `public_url` leads to the service without a proxy.
    Direct,
    /// Something is wrong.
    Wrong(Finding),
}

/// Tests `public_url` of the running service.
pub async fn probe(config: &Config, keys: &Keys, now: Timestamp) -> Outcome {
    let listen = reachable(config.listen);
    let direct = format!("http://{listen}{}{PATH}", config.public_url.path().trim_end_matches('/'));
    let mut direct_answer = ask(&direct, keys, now).await;
    if !matches!(direct_answer, Answer::Report(..)) {
        // A proxy may remove the path of `public_url`.
        direct_answer = ask(&format!("http://{listen}{PATH}"), keys, now).await;
    }
    if !matches!(direct_answer, Answer::Report(..)) {
        return Outcome::NotRunning;
    }
    match ask(&config.link(PATH), keys, now).await {
        Answer::Report(report, from) if from == Some(listen) => judge_direct(&report),
        Answer::Report(report, _) => judge(&report, config).map_or(Outcome::Works, Outcome::Wrong),
        Answer::Redirect(to) => {
            let base = to.strip_suffix(PATH).unwrap_or(&to);
            let cause = format!("{} redirects to {base}", config.public_url);
            let remedy = format!("Write `public_url: {base}`, or change the redirect.");
            Outcome::Wrong(Finding::new(Part::PublicUrl, Code::Redirect, cause).with_remedy(remedy))
        }
        Answer::Other(StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT) => {
            let cause = format!("{} answers that it cannot reach the service at {listen}", config.public_url);
            Outcome::Wrong(Finding::new(Part::PublicUrl, Code::ProxyBadGateway, cause))
        }
        Answer::Other(status) => {
            let cause = format!("{} is answered by another server (status {})", config.public_url, status.as_u16());
            Outcome::Wrong(Finding::new(Part::PublicUrl, Code::PublicUrlOther, cause))
        }
        Answer::Failed(problem) => {
            let cause = format!("`public_url` cannot be reached at {}: {problem}", host_and_port(&config.public_url));
            Outcome::Wrong(Finding::new(Part::PublicUrl, problem.code(), cause))
        }
    }
}

/// An answer, or none.
enum Answer {
    /// Of our service, from this address.
    Report(ProxyReport, Option<SocketAddr>),
    Redirect(String),
    Other(StatusCode),
    Failed(ConnectionProblem),
}

async fn ask(url: &str, keys: &Keys, now: Timestamp) -> Answer {
    let Ok(client) = Client::builder().redirect(Policy::none()).timeout(TIMEOUT).build() else {
        return Answer::Failed(ConnectionProblem::Other);
    };
    let request = client.get(url).header(HEADER, challenge(keys, now)).header("x-forwarded-for", CANARY.to_string());
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => return Answer::Failed(ConnectionProblem::of_http(&error)),
    };
    let (status, from) = (answer.status(), answer.remote_addr());
    if let Some(to) = redirect_target(&answer) {
        return Answer::Redirect(to);
    }
    match answer.json().await {
        Ok(report) if status.is_success() => Answer::Report(report, from),
        _ => Answer::Other(status),
    }
}

fn judge_direct(report: &ProxyReport) -> Outcome {
    if !report.is_trusted {
        return Outcome::Direct;
    }
    let cause = "`public_url` leads to the service without a proxy, and `trust_proxy` trusts its clients: they can \
                 forge their addresses";
    Outcome::Wrong(Finding::new(Part::PublicUrl, Code::ProxyBypassed, cause))
}

/// What is wrong with a request that came through a proxy.
fn judge(report: &ProxyReport, config: &Config) -> Option<Finding> {
    let (peer, host) = (report.peer.map(|peer| peer.to_string()).unwrap_or_default(), &report.host);
    let (code, cause) = if !report.is_our_host {
        let ours = config.public_url.host_str().unwrap_or_default();
        let cause = format!(
            "the proxy at {peer} passes on the Host {host:?} instead of {ours:?}, so applicants get an error page"
        );
        (Code::ProxyHost, cause)
    } else if report.forwarded.iter().all(|address| *address == CANARY) {
        let cause = format!("the proxy at {peer} does not add the client's address to X-Forwarded-For");
        (Code::ProxyForwardedFor, cause)
    } else if !report.is_trusted {
        let cause = format!(
            "the proxy at {peer} adds X-Forwarded-For, but `trust_proxy` does not list {peer}: all applicants count as \
             one client and share its rate limits"
        );
        (Code::TrustProxyMissing, cause)
    } else {
        return None;
    };
    Some(Finding::new(Part::PublicUrl, code, cause))
}

/// The address to connect to for `listen`.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(forwarded: &[&str]) -> ProxyReport {
        ProxyReport {
            host: "register.example.org".into(),
            is_our_host: true,
            peer: "127.0.0.1".parse().ok(),
            is_trusted: true,
            forwarded: forwarded.iter().map(|address| address.parse().expect("an address")).collect(),
        }
    }

    #[test]
    fn each_mistake_of_a_proxy_has_its_code() {
        let text = "synapse: {server: 'http://localhost', domain: example.org, admin_token: t}\n\
                    hosts: [register.example.org]\nemail: {host: localhost, port: 25, from: a@example.org}\n\
                    admin: {email: []}\n";
        let config = Config::parse(text).expect("valid");
        let code = |report| judge(&report, &config).map(|finding| finding.code);
        let fine = report(&["192.0.2.1", "203.0.113.9"]);
        assert_eq!(code(fine.clone()), None);
        assert_eq!(code(report(&["203.0.113.9"])), None, "the proxy replaces what the client wrote");
        assert_eq!(code(report(&["192.0.2.1"])), Some(Code::ProxyForwardedFor), "it passes it on unchanged");
        assert_eq!(code(report(&[])), Some(Code::ProxyForwardedFor));
        assert_eq!(code(ProxyReport { is_trusted: false, ..fine.clone() }), Some(Code::TrustProxyMissing));
        let host = "127.0.0.1:8000".to_owned();
        assert_eq!(code(ProxyReport { is_our_host: false, host, ..fine }), Some(Code::ProxyHost));
    }
}
